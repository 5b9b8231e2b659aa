// The counts beside passages and the author's questions: buttons in the margin where it is wide enough, else at the line's end.

import type { InlineText } from "../text/languages";
import type { Comment } from "../types";
import { type Box, CONTROLS, clamped, endOf, lastBox, moveTo, windowWidth } from "./geometry";
import { idle } from "./idle";
import type { Layer } from "./layer";
import { button, h, icon, setAttribute } from "./lent";

/** A passage that has comments, or a question. */
export interface Mark {
  readonly key: string;
  readonly name: string;
  readonly range: Range;
  readonly comments: readonly Comment[];
  /** The element in which the author asks. */
  readonly asks?: Element;
}

export interface Marks {
  show(article: Element | null, marks: readonly Mark[]): void;
  buttonOf(key: string): HTMLButtonElement | undefined;
  /** Those on the screen and a few screens around it; of few all. */
  near(): Mark[];
  place(): void;
}

/** What is drawn, and what a finger needs. */
const DRAWN = 28;
const FINGER = 44;
const GAP = 8;
const AT_ONCE = 25;
/** So far from the window a passage may end, in heights of it: the longest fill three screens of a phone. */
const BEFORE = 1;
const AFTER = 4;

/** `placed` is told whenever some of them have got their places. */
export function marks(
  layer: Layer,
  text: InlineText,
  open: (key: string) => void,
  placed: () => void,
): Marks {
  const buttons = new Map<string, HTMLButtonElement>();
  /** Where passages end, from the top of the page. */
  const ends = new Map<string, number>();
  let article: Element | null = null;
  let shown: readonly Mark[] = [];
  let round = 0;

  function buttonFor({ key, name, comments, asks }: Mark): HTMLButtonElement {
    const made =
      buttons.get(key) ??
      button("", (event) => press(event, key), {
        class: asks ? "mark asks" : "mark",
      });
    buttons.set(key, made);
    const count = comments.length;
    if (made.dataset.count !== String(count)) {
      made.dataset.count = String(count);
      made.replaceChildren(
        ...(asks ? [icon("ask")] : []),
        count > 0 ? h("span", {}, text.number(count)) : "",
      );
    }
    setAttribute(made, "aria-label", name);
    setAttribute(made, "aria-description", asks && text.comments(count));
    setAttribute(made, "aria-haspopup", "dialog");
    return made;
  }

  /** A finger's area may reach over a link of the article: then that is what was meant. */
  function press(event: MouseEvent, key: string) {
    const link = event.detail > 0 && isBeside(event) ? linkBelow(event) : null;
    if (!link) return open(key);
    // The same click once more, with all that was held down.
    link.dispatchEvent(new MouseEvent("click", event));
  }

  /** From the first on, so many at a time; what comes next begins anew. */
  function place() {
    const current = ++round;
    const taken: Spot[] = [];
    let done = 0;
    let last: Element | null = null;

    function some() {
      if (current !== round || !article) return;
      const marks = shown.slice(done, done + AT_ONCE);
      done += marks.length;
      for (const mark of marks) last = putAfter(last, buttonFor(mark));
      placeSome(marks, article, taken);
      if (done < shown.length) idle(some);
      else placed();
    }

    if (shown.length > AT_ONCE) idle(some);
    else some();
  }

  /** Moving only what is elsewhere: what moves loses the focus. */
  function putAfter(last: Element | null, made: HTMLButtonElement): HTMLButtonElement {
    const next = last ? last.nextElementSibling : layer.marks.firstElementChild;
    if (next !== made) layer.marks.insertBefore(made, next);
    return made;
  }

  function placeSome(marks: readonly Mark[], around: Element, taken: Spot[]) {
    const origin = layer.origin();
    const column = around.getBoundingClientRect();
    const isRtl = getComputedStyle(around).direction === "rtl";
    const width = windowWidth();
    const scrolled = scrollY;
    const isMargin = (isRtl ? column.left : width - column.right) >= FINGER + GAP;
    // All that is measured is measured before anything moves, or the page would be laid out anew for each.
    const boxes = marks.map(boxOf);
    layer.marks.dataset.edge = isMargin ? "" : isRtl ? "left" : "right";
    for (const [index, { key, asks }] of marks.entries()) {
      const box = boxes[index];
      const made = buttons.get(key) as HTMLButtonElement;
      made.hidden = !box;
      if (!box) continue;
      ends.set(key, box.bottom + scrolled);
      const spot = spotFor(box, column, isRtl, { isMargin, isAfter: Boolean(asks), taken, width });
      moveTo(made, spot.left, spot.top, origin);
    }
  }

  return {
    show(around, all) {
      article = around;
      shown = all;
      const keys = new Set(all.map(({ key }) => key));
      for (const [key, made] of buttons) {
        if (keys.has(key)) continue;
        made.remove();
        buttons.delete(key);
      }
      place();
    },
    near() {
      const [scrolled, height] = [scrollY, innerHeight];
      const isNear = ({ key }: Mark) => {
        const away = (ends.get(key) ?? Number.NaN) - scrolled;
        return away > -BEFORE * height && away < AFTER * height;
      };
      return shown.length > AT_ONCE ? shown.filter(isNear) : [...shown];
    },
    buttonOf: (key) => buttons.get(key),
    place,
  };
}

function boxOf({ range, asks }: Mark): Box | null {
  if (!range.collapsed) return endOf(range);
  return asks ? lastBox(asks) : null;
}

interface Spot {
  left: number;
  top: number;
}

interface Wish {
  readonly isMargin: boolean;
  /** Right after the last word, if its line leaves room. */
  readonly isAfter: boolean;
  readonly taken: Spot[];
  /** Of the window. */
  readonly width: number;
}

function spotFor(box: Box, column: Box, isRtl: boolean, wish: Wish): Spot {
  const { isMargin, isAfter, taken } = wish;
  const width = isAfter ? FINGER : DRAWN;
  const gap = isMargin ? GAP : 0;
  const beside = isRtl ? column.left - width - gap : column.right + gap;
  const after = isRtl ? box.left - width - GAP : box.right + GAP;
  const fits = isAfter && after >= column.left && after + width <= column.right;
  const spot = {
    left: fits ? after : clamped(beside, 2, wish.width - width - 2),
    top: (box.top + box.bottom - DRAWN) / 2,
  };
  // Passages follow each other, and so do their marks: below those that are there already.
  for (const { left, top } of taken.slice(-8)) {
    if (Math.abs(spot.left - left) < FINGER && Math.abs(spot.top - top) < FINGER) spot.top = top + FINGER;
  }
  taken.push(spot);
  return spot;
}

const isBeside = ({ target, clientX, clientY }: MouseEvent): boolean => {
  const { left, right, top, bottom } =
    (target as Element).closest("button")?.getBoundingClientRect() ?? new DOMRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
};

const linkBelow = ({ clientX, clientY }: MouseEvent): Element | null => {
  const below = document.elementsFromPoint(clientX, clientY).find(({ shadowRoot }) => !shadowRoot);
  return below?.closest(CONTROLS) ?? null;
};
