// The counts beside passages and the author's questions: buttons in the margin where it is wide enough, else at the line's end.

import type { InlineText } from "../text/languages";
import { type Box, CONTROLS, clamped, endOf, lastBox, moveTo, shownPart, windowWidth } from "./geometry";
import { idle } from "./idle";
import { LAYER, type Layer } from "./layer";
import { button, firstWords, h, icon, setAttribute } from "./lent";
import type { Mark } from "./mark";

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
const NAME_WORDS = 6;
/** Further below its line a mark would seem to belong to another one: its passage is reached by its words, or from the thread. */
const FURTHEST = 3 * FINGER;
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
  let article: Element | null = null;
  let shown: readonly Mark[] = [];
  let round = 0;

  function buttonFor({ key, words, comments, asked }: Mark): HTMLButtonElement {
    const made =
      buttons.get(key) ??
      button("", (event) => press(event, key), {
        class: asked ? "mark asks" : "mark",
        "aria-haspopup": "dialog",
      });
    buttons.set(key, made);
    const count = comments.length;
    const name = asked ? words : text.onWords(text.comments(count), firstWords(words, NAME_WORDS));
    if (made.dataset.count !== String(count)) {
      made.dataset.count = String(count);
      made.replaceChildren(
        ...(asked ? [icon("ask")] : []),
        count > 0 ? h("span", {}, text.number(count)) : "",
      );
    }
    setAttribute(made, "aria-label", name);
    setAttribute(made, "aria-description", asked && text.comments(count));
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
    const isMargin = (isRtl ? column.left : width - column.right) >= FINGER + GAP;
    // All that is measured is measured before anything moves, or the page would be laid out anew for each.
    const part = shownPart(around);
    const boxes = marks.map((mark) => boxOf(mark, part));
    layer.marks.dataset.edge = isMargin ? "" : isRtl ? "left" : "right";
    for (const [index, { key, asked }] of marks.entries()) {
      const box = boxes[index];
      const made = buttons.get(key) as HTMLButtonElement;
      const spot = box && spotFor(box, column, isRtl, { isMargin, isAfter: Boolean(asked), taken, width });
      made.hidden = !spot?.isNear;
      if (spot) moveTo(made, spot.left, spot.top, origin);
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
      const origin = layer.origin().y;
      const isNear = ({ key }: Mark) => {
        const away = origin + Number.parseFloat(buttons.get(key)?.style.top ?? "");
        return away > -BEFORE * innerHeight && away < AFTER * innerHeight;
      };
      return shown.length > AT_ONCE ? shown.filter(isNear) : [...shown];
    },
    buttonOf: (key) => buttons.get(key),
    place,
  };
}

/** Where it ends, unless that is scrolled out of sight within the page. */
function boxOf({ range, asked }: Mark, shown: Box | null): Box | null {
  const box = range.collapsed ? asked && lastBox(asked.element) : endOf(range);
  return box && (!shown || (box.top < shown.bottom && box.bottom > shown.top)) ? box : null;
}

interface Spot {
  left: number;
  top: number;
  /** To its line. */
  isNear: boolean;
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
  const wished = (box.top + box.bottom - DRAWN) / 2;
  const left = fits ? after : clamped(beside, 2, wish.width - width - 2);
  let top = wished;
  // Passages follow each other, and so do their marks: below those that are there already.
  for (const other of taken.slice(-8)) {
    if (Math.abs(left - other.left) < FINGER && Math.abs(top - other.top) < FINGER) top = other.top + FINGER;
  }
  const spot = { left, top, isNear: top - wished <= FURTHEST };
  if (spot.isNear) taken.push(spot);
  return spot;
}

const isBeside = ({ target, clientX, clientY }: MouseEvent): boolean => {
  const { left, right, top, bottom } =
    (target as Element).closest("button")?.getBoundingClientRect() ?? new DOMRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
};

const linkBelow = ({ clientX, clientY }: MouseEvent): Element | null => {
  const below = document.elementsFromPoint(clientX, clientY).find(({ localName }) => localName !== LAYER);
  return below?.closest(CONTROLS) ?? null;
};
