// What is said about one passage, beside it: a dialog that leaves the page as it is; on a phone a sheet at its bottom.

import type { InlineText } from "../text/languages";
import type { Comment, CommentAnchor } from "../types";
import { entry } from "./entry";
import { type Box, clamped, moveTo, windowWidth } from "./geometry";
import type { InlineParts } from "./inline-parts";
import type { Layer } from "./layer";
import { button, firstWords, h, icon, problemLine, problemText, uniqueId } from "./lent";

export interface PopoverHost {
  readonly parts: InlineParts;
  readonly text: InlineText;
  readonly layer: Layer;
  /** The author's words, where a question is answered. */
  questionOf(anchor: CommentAnchor): string | undefined;
  /** What has been said there, newest first. */
  commentsOn(anchor: CommentAnchor): readonly Comment[];
  boxOf(anchor: CommentAnchor): Box | null;
  tint(anchor: CommentAnchor | null): void;
  /** What leads back to it. */
  focusOn(anchor: CommentAnchor): void;
}

export interface Popover {
  open(anchor: CommentAnchor, toForm: boolean): void;
  /** What it is about; null while it is closed. */
  readonly subject: CommentAnchor | null;
  refresh(): void;
  place(): void;
}

/** So many are shown here; all are in the thread. */
const ANSWERS = 3;
const COMMENTS = 20;
const GAP = 10;
const PHONE = "(width < 480px)";

export function popover(host: PopoverHost): Popover {
  const { parts, text, layer } = host;
  const { context } = parts;
  const title = h("p", { id: uniqueId(), class: "about", dir: "auto" });
  const close = button(icon("close"), () => leave(), { class: "close", "aria-label": text.close });
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
  const problem = problemLine();
  const retry = button(text.retry, () => void write(true), { class: "action strong" });
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
    form.replaceChildren();
    layer.above.append(element);
    host.tint(about);
    refresh();
    place();
    if (!toForm) element.focus({ preventScroll: true });
    if (parts.mayWrite()) void write(toForm);
    else form.append(h("p", { class: "muted small plaintext" }, text.closed("")));
    bringIntoView();
  }

  /** The dialog, and on a phone the passage above it. */
  function bringIntoView() {
    element.scrollIntoView({ block: "nearest" });
    const box = subject && host.boxOf(subject);
    const free = innerHeight - element.offsetHeight;
    if (box && matchMedia(PHONE).matches && (box.bottom > free || box.top < 0))
      window.scrollBy({ top: box.bottom - free * 0.7, behavior: "instant" });
  }

  /** The form comes with write.js, which is fetched now if it is not here. */
  async function write(toForm: boolean) {
    const about = subject;
    if (!about) return;
    form.replaceChildren(h("p", { class: "muted small plaintext", role: "status" }, text.loading));
    try {
      const writing = await parts.write();
      if (subject !== about || context.life.aborted) return;
      const composer = writing.onPassage(planFor(about), layer.root);
      form.replaceChildren(composer.element);
      place();
      bringIntoView();
      if (toForm) composer.focus();
    } catch (reason) {
      if (subject !== about) return;
      problem.show(problemText(context.language, reason));
      form.replaceChildren(problem.element, retry);
      if (toForm) retry.focus();
    }
  }

  function planFor(anchor: CommentAnchor) {
    const { exact, prefix = "", question } = anchor;
    return {
      anchor,
      label: question ? text.yourAnswer : text.yourComment,
      placeholder: question ? text.yourAnswer : text.commentHere,
      slot: question ? `answer ${question}` : `on ${prefix.slice(-16)}|${exact.slice(0, 80)}`,
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
    const focused = list.contains(layer.root.activeElement);
    list.replaceChildren(...some.map((comment) => entry(entryHost, comment)));
    if (focused) (list.querySelector<HTMLElement>(".comment") ?? element).focus({ preventScroll: true });
    place();
  }

  const entryHost = {
    context,
    text,
    words: (id: string) =>
      parts.list.views.get(id)?.article.querySelector('[part="body"]')?.cloneNode(true) ?? null,
    goTo(id: string, event: Event) {
      close.blur();
      hide();
      parts.goTo(id, event);
    },
  };

  function viewAll() {
    hide();
    parts.viewInline();
  }

  function keydown(event: KeyboardEvent) {
    if (event.key === "Escape" && !event.composedPath().some(isDialog)) leave();
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

  /** Below the passage, or above it where there is more room; on a phone above the keyboard, see inline.css. */
  function place() {
    if (!subject) return;
    const { height: seen = innerHeight, offsetTop = 0 } = visualViewport ?? {};
    element.style.setProperty("--_keyboard", `${Math.max(0, innerHeight - seen - offsetTop)}px`);
    const box = host.boxOf(subject);
    if (!box) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const isBelow = innerHeight - box.bottom - GAP >= height || box.top - GAP < height;
    const top = isBelow ? box.bottom + GAP : box.top - GAP - height;
    moveTo(element, clamped(box.left, 8, windowWidth() - width - 8), top, layer.origin());
  }

  function pressedOutside(event: PointerEvent) {
    const path = event.composedPath();
    if (subject && !path.includes(element) && !path.some(isDialog)) hide();
  }

  const { life: signal } = context;
  document.addEventListener("pointerdown", pressedOutside, { signal, capture: true });
  document.addEventListener("keydown", keydown, { signal });
  for (const type of ["resize", "scroll"]) visualViewport?.addEventListener(type, place, { signal });
  return {
    open,
    get subject() {
      return subject;
    },
    refresh,
    place,
  };
}

/** A question of ours above all else: signing in, for one. */
const isDialog = (one: EventTarget): boolean => one instanceof HTMLDialogElement;
