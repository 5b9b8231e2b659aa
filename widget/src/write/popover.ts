// What is said about one passage, beside it: a dialog that leaves the page as it is; on a phone a sheet at its bottom.

import type { Comment, CommentAnchor } from "../types";
import type { Decisions } from "./decisions";
import type { Desk } from "./desk";
import { entry } from "./entry";
import type { Forms } from "./forms";
import { button, firstWords, h, icon, uniqueId } from "./lent";
import { standing } from "./standing";

/** What inline.js knows and does for it. */
export interface PopoverHost {
  /** Where it stands. */
  readonly above: HTMLElement;
  mayWrite(): boolean;
  /** The author's words, where a question is answered. */
  questionOf(anchor: CommentAnchor): string | undefined;
  /** What has been said there, newest first. */
  commentsOn(anchor: CommentAnchor): readonly Comment[];
  /** Names the draft of what is said about the same. */
  slotOf(anchor: CommentAnchor): string;
  boxOf(anchor: CommentAnchor): DOMRect | null;
  tint(anchor: CommentAnchor | null): void;
  /** What leads back to it. */
  focusOn(anchor: CommentAnchor): void;
  /** To a place in the window, or as near to it as there is room at its sides. */
  moveTo(element: HTMLElement, left: number, top: number): void;
  viewAll(): void;
  goTo(id: string, event: Event): void;
}

export interface Popover {
  open(anchor: CommentAnchor, toForm: boolean): void;
  /** What it is about; null while it is closed. */
  readonly subject: CommentAnchor | null;
  refresh(): void;
  /** To where the passage is now. */
  move(): void;
}

/** So many are shown here; all are in the thread. */
const ANSWERS = 3;
const COMMENTS = 20;
const GAP = 10;
const PHONE = "(width < 480px)";

export function popover(desk: Desk, forms: Forms, decisions: Decisions, host: PopoverHost): Popover {
  const { context, list: listed } = desk;
  const { text } = context.language;
  const title = h("p", { id: uniqueId(), class: "about", dir: "auto" });
  const close = button(icon("close"), () => leave(), { class: "close", "aria-label": text.closePassage });
  const list = h("ol", { role: "list" });
  const all = button(text.viewAll, viewAll, { class: "action wide" });
  // What opens once one writes must not stay out of sight.
  const form = h("div", {
    focusin: () =>
      requestAnimationFrame(() => {
        form.scrollIntoView({ block: "nearest" });
        bringIntoView();
      }),
  });
  const element = h(
    "div",
    { class: "popover", role: "dialog", tabindex: -1, part: "popover", "aria-labelledby": title.id },
    h("header", { class: "top" }, title, close),
    list,
    all,
    form,
  );
  let subject: CommentAnchor | null = null;
  let shown = "";

  function open(about: CommentAnchor, toForm: boolean) {
    const question = host.questionOf(about);
    subject = about;
    shown = "";
    title.className = question ? "about question" : "about passage";
    title.textContent = question ?? firstWords(about.exact);
    host.above.append(element);
    host.tint(about);
    const composer = host.mayWrite() ? forms.onPassage(planFor(about)) : null;
    form.replaceChildren(composer?.element ?? h("p", { class: "muted small plaintext" }, text.closed("")));
    refresh();
    move();
    bringIntoView();
    if (toForm && composer) composer.focus();
    else element.focus({ preventScroll: true });
  }

  /** The dialog, and on a phone the passage above it. */
  function bringIntoView() {
    element.scrollIntoView({ block: "nearest" });
    const box = subject && host.boxOf(subject);
    const free = innerHeight - element.offsetHeight;
    if (box && matchMedia(PHONE).matches && (box.bottom > free || box.top < 0))
      window.scrollBy({ top: box.bottom - free * 0.7, behavior: "instant" });
  }

  function planFor(anchor: CommentAnchor) {
    const { question } = anchor;
    return {
      anchor,
      label: question ? text.yourAnswer : text.commentOnPassage,
      placeholder: question ? text.yourAnswer : text.commentHere,
      slot: host.slotOf(anchor),
      sent() {
        shown = "";
        refresh();
        list.querySelector<HTMLElement>(".comment")?.focus();
      },
      left: leave,
    };
  }

  function refresh() {
    if (!subject) return;
    const comments = host.commentsOn(subject);
    const some = comments.slice(0, subject.question ? ANSWERS : COMMENTS);
    const state = JSON.stringify(some);
    all.hidden = comments.length === 0;
    if (state === shown) return;
    shown = state;
    const focused = list.matches(":focus-within");
    list.replaceChildren(...some.map((comment) => entry(entryHost, comment)));
    if (focused) (list.querySelector<HTMLElement>(".comment") ?? element).focus({ preventScroll: true });
    move();
  }

  const entryHost = {
    context,
    words: (id: string) =>
      listed.views.get(id)?.article.querySelector('[part="body"]')?.cloneNode(true) ?? null,
    standing(id: string) {
      const view = listed.views.get(id);
      return view ? standing(desk, decisions, view) : null;
    },
    goTo(id: string, event: Event) {
      hide();
      host.goTo(id, event);
    },
  };

  function viewAll() {
    hide();
    host.viewAll();
  }

  function keydown(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.defaultPrevented && !event.composedPath().some(isDialog)) leave();
  }

  function hide() {
    subject = null;
    host.tint(null);
    element.remove();
  }

  function leave() {
    const about = subject;
    if (!about) return;
    hide();
    host.focusOn(about);
  }

  /** Below the passage, or above it where there is more room; on a phone above the keyboard, see popover.css. */
  function move() {
    if (!subject) return;
    const { height: seen = innerHeight, offsetTop = 0 } = visualViewport ?? {};
    element.style.setProperty("--_keyboard", `${Math.max(0, innerHeight - seen - offsetTop)}px`);
    const box = host.boxOf(subject);
    if (!box) return;
    const { offsetHeight: height } = element;
    const isBelow = innerHeight - box.bottom - GAP >= height || box.top - GAP < height;
    const top = isBelow ? box.bottom + GAP : box.top - GAP - height;
    const isRtl = getComputedStyle(element).direction === "rtl";
    host.moveTo(element, isRtl ? box.right - element.offsetWidth : box.left, top);
  }

  function pressedOutside(event: PointerEvent) {
    const path = event.composedPath();
    if (subject && !path.includes(element) && !path.some(isDialog)) hide();
  }

  const { life: signal } = context;
  document.addEventListener("pointerdown", pressedOutside, { signal, capture: true });
  document.addEventListener("keydown", keydown, { signal });
  for (const type of ["resize", "scroll"]) visualViewport?.addEventListener(type, move, { signal });
  return {
    open,
    get subject() {
      return subject;
    },
    refresh,
    move,
  };
}

/** A question of ours above all else: signing in, for one. */
const isDialog = (one: EventTarget): boolean => one instanceof HTMLDialogElement;
