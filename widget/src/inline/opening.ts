// The way to what is said about a passage: its popover comes with write.js, once somebody acts.
import type { CommentAnchor } from "../types";
import type { Popover, PopoverHost } from "../write/popover";
import type { InlineParts } from "./inline-parts";
import { problemText } from "./lent";

export interface Opening {
  open(anchor: CommentAnchor, toForm: boolean): void;
  /** What is open; null where nothing is. */
  readonly subject: CommentAnchor | null;
  refresh(): void;
  /** To where the passage is now. */
  move(): void;
}

/** `near` is where somebody comes by who is about to act. */
export function opening(parts: InlineParts, host: PopoverHost, near: Element): Opening {
  const { life, language } = parts.context;
  let box: Popover | null = null;
  let wanted: CommentAnchor | null = null;

  async function open(anchor: CommentAnchor, toForm: boolean) {
    wanted = anchor;
    host.tint(anchor);
    try {
      const writing = await parts.write();
      if (life.aborted) return;
      box ??= writing.popover(host);
      if (wanted === anchor) box.open(anchor, toForm);
    } catch (reason) {
      // What is said there can be read in the thread all the same.
      host.tint(null);
      parts.tell(problemText(language, reason));
      host.viewAll();
    }
  }

  // Once for each sign: where it cannot be had, only who opens something asks for it again.
  for (const sign of ["pointerover", "focusin"])
    near.addEventListener(sign, () => parts.write().catch(() => undefined), { once: true });

  return {
    open: (anchor, toForm) => void open(anchor, toForm),
    get subject() {
      return box?.subject ?? null;
    },
    refresh: () => box?.refresh(),
    move: () => box?.move(),
  };
}
