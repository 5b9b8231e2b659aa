// "Comment" beside what a reader selects in the article.

import type { InlineText } from "../text/languages";
import type { CommentAnchor } from "../types";
import type { Span } from "./anchor/anchor";
import type { ArticleText } from "./anchor/article-text";
import { describe } from "./anchor/describe";
import { clamped, moveTo, windowWidth } from "./geometry";
import type { Layer } from "./layer";
import { button, h } from "./lent";

export interface SelectionHost {
  readonly layer: Layer;
  readonly text: InlineText;
  readonly life: AbortSignal;
  article(): { element: Element; text: ArticleText } | null;
  mayWrite(): boolean;
  say(words: string): void;
  chosen(anchor: CommentAnchor): void;
}

export interface Selecting {
  /** Something may have been selected before the article was read. */
  look(): void;
  /** Selects a passage again and goes to its button. */
  restore(range: Range): void;
  /** To where the selection is now. */
  move(): void;
}

const SETTLE_MS = 120;
const GAP = 8;
const NOT_TEXT = "[contenteditable]";

export function selecting(host: SelectionHost): Selecting {
  const { layer, text, life } = host;
  const offer = button(text.comment, choose, { class: "offer", pointerdown: keepSelection, keydown: leave });
  const refusal = h("p", { class: "offer plaintext", role: "status" }, text.tooLong);
  let range: Range | null = null;
  let anchor: CommentAnchor | null = null;
  let isPressed = false;
  let isTouch = matchMedia("(pointer: coarse)").matches;
  let byKeyboard = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What was selected when it was refused or chosen: it is not offered again before something else is selected. */
  let settled: Range | null = null;

  function soon() {
    if (!isSame(settled, selectedRange())) settled = null;
    clearTimeout(timer);
    timer = setTimeout(look, SETTLE_MS);
  }

  function look() {
    clearTimeout(timer);
    if (isPressed || life.aborted) return;
    const selected = host.mayWrite() && !settled ? selectedIn() : null;
    const described = selected ? describe(selected.text.text, selected.span) : "empty";
    if (selected && described !== "empty") show(selected.range, described);
    else hide();
  }

  function show(where: Range, described: CommentAnchor | "too-long") {
    const isNew = !offer.isConnected;
    range = where;
    anchor = described === "too-long" ? null : described;
    const [shown, other] = anchor ? [offer, refusal] : [refusal, offer];
    other.remove();
    // What is appended once more loses the focus.
    if (!shown.isConnected) layer.above.append(shown);
    move();
    if (isNew && anchor && byKeyboard) host.say(text.commentHint);
  }

  function selectedIn(): { text: ArticleText; span: Span; range: Range } | null {
    const article = host.article();
    const whole = selectedRange();
    if (!article || !whole || whole.collapsed) return null;
    const { element, text } = article;
    if (!whole.intersectsNode(element) || closestOf(whole)?.closest(NOT_TEXT)) return null;
    const span = text.spanOf(whole);
    if (!span) return null;
    const range = text.rangeOf(span);
    // Three clicks select to the beginning of what follows, which may be outside; more than that is another text.
    const isInside = lengthOf(range) >= lengthOf(whole);
    return isInside ? { text, span, range } : null;
  }

  function settle() {
    settled = selectedRange()?.cloneRange() ?? null;
    hide();
  }

  function hide() {
    range = anchor = null;
    // Who was on the button is on it no more, and nowhere else yet.
    offer.remove();
    refusal.remove();
  }

  function move() {
    const shown = anchor ? offer : refusal;
    if (!range || !shown.isConnected) return;
    const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
    const [first, last] = [boxes[0], boxes.at(-1)];
    if (!first || !last) return hide();
    const { left, top } = spotFor(first, last, shown, isTouch);
    moveTo(shown, left, top, layer.origin());
  }

  function choose() {
    if (!anchor) return;
    const chosen = anchor;
    settle();
    host.chosen(chosen);
  }

  /** By keyboard the button is what comes after the selection. */
  function onKey(event: KeyboardEvent) {
    byKeyboard = true;
    const isOnButton = layer.root.activeElement === offer;
    if (!offer.isConnected || isOnButton || isElsewhere()) return;
    if (event.key === "Escape") settle();
    if (event.key !== "Tab" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    offer.focus({ preventScroll: true });
  }

  /** Whoever writes in the thread meanwhile, or goes through the page's own controls, is not led away. */
  const isElsewhere = () => {
    const at = document.activeElement;
    return at !== null && at !== document.body && !at.contains(range?.commonAncestorContainer ?? null);
  };

  function leave(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    offer.blur();
    settle();
  }

  const on = <K extends keyof DocumentEventMap>(type: K, listener: (event: DocumentEventMap[K]) => void) =>
    document.addEventListener(type, listener, { signal: life, capture: true });
  on("selectionchange", soon);
  on("keydown", onKey);
  on("pointerdown", ({ pointerType }) => {
    byKeyboard = false;
    isTouch = pointerType !== "mouse";
    isPressed = !isTouch;
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    on(end, () => {
      isPressed = false;
      soon();
    });
  }

  return {
    look,
    restore(where) {
      const selection = document.getSelection();
      selection?.removeAllRanges();
      selection?.addRange(where);
      isPressed = false;
      settled = null;
      look();
      offer.focus({ preventScroll: true });
    },
    move,
  };
}

/** Above the first line, or below the last: where the selection is by touch, above stands the system's own menu. */
function spotFor(
  first: DOMRect,
  last: DOMRect,
  { offsetWidth: width, offsetHeight: height }: HTMLElement,
  isTouch: boolean,
) {
  const above = first.top - GAP - height;
  const isAbove = !isTouch && above >= 0;
  const below = last.bottom + (isTouch ? 3 : 1) * GAP;
  const middle = isAbove ? (first.left + first.right) / 2 : last.right;
  return {
    left: clamped(middle - width / 2, GAP, windowWidth() - width - GAP),
    top: isAbove ? above : Math.min(below, innerHeight - height - GAP),
  };
}

function keepSelection(event: Event): void {
  event.preventDefault();
}

function selectedRange(): Range | null {
  const selection = document.getSelection();
  return selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
}

const isSame = (one: Range | null, other: Range | null): boolean =>
  one?.startContainer === other?.startContainer &&
  one?.startOffset === other?.startOffset &&
  one?.endContainer === other?.endContainer &&
  one?.endOffset === other?.endOffset;

const lengthOf = (range: Range): number => range.toString().trim().length;

function closestOf(range: Range): Element | null {
  const { commonAncestorContainer: node } = range;
  return node instanceof Element ? node : node.parentElement;
}
