// What was typed is never lost: each form's text is kept for its page until it was sent.
import type { Scope } from "../storage";
import { draftPrefix, forget, keep, recall, recallNames, scopeKey } from "./lent";

const PAUSE_MS = 400;

export interface Draft {
  text(): string;
  keep(text: string): void;
  keepNow(): void;
  drop(): void;
  /** Dropped, but for as long as the page stands still there for who asks again. */
  putAside(text: string): void;
}

const aside = new Map<string, string>();

/** `slot` says which form: "root", a parent's id, or "edit-" and the id of the edited comment. */
export function draftFor(scope: Scope, page: string, slot: string, life: AbortSignal): Draft {
  const name = draftPrefix(page) + slot;
  let unsaved: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function keepNow() {
    clearTimeout(timer);
    if (unsaved === null) return;
    if (unsaved.trim()) keep(scope, name, unsaved);
    else forget(scope, name);
    unsaved = null;
  }

  function drop() {
    clearTimeout(timer);
    unsaved = null;
    aside.delete(scopeKey(scope, name));
    forget(scope, name);
  }

  addEventListener("pagehide", keepNow, { signal: life });
  life.addEventListener("abort", keepNow, { once: true });
  return {
    text: () => recall(scope, name) ?? aside.get(scopeKey(scope, name)) ?? "",
    keep(text) {
      unsaved = text;
      clearTimeout(timer);
      timer = setTimeout(keepNow, PAUSE_MS);
    },
    keepNow,
    drop,
    putAside(text) {
      drop();
      aside.set(scopeKey(scope, name), text);
    },
  };
}

export const draftSlots = (scope: Scope, page: string): string[] => recallNames(scope, draftPrefix(page));
