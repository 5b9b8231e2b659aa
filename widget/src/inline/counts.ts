// The counts beside passages and the author's questions: buttons in the margin where it is wide enough, else at the line's end.

import type { InlineText } from "../text/languages";
import { type Box, CONTROLS, endOf, lastBox, moveTo, shownPart } from "./geometry";
import { bitByBit } from "./idle";
import { LAYER, type Layer } from "./layer";
import { button, firstWords, h, icon, setAttribute } from "./lent";
import type { Mark } from "./mark";
import { roomBeside, type Spot, spotFor } from "./spots";

export interface Counts {
  show(article: Element | null, marks: readonly Mark[]): void;
  buttonOf(key: string): HTMLButtonElement | undefined;
  /** Those on the screen and a few screens around it; of few all. */
  near(): Mark[];
  /** To where their lines are now. */
  move(): void;
}

/** So many need not be moved bit by bit. */
const FEW = 25;
/** So many the browser lays out in one go. */
const AT_ONCE = 15;
const NAME_WORDS = 6;
/** So far from the window a passage may end, in heights of it: the longest fill three screens of a phone. */
const BEFORE = 1;
const AFTER = 4;

interface Told {
  open(mark: Mark): void;
  /** Somebody is at a count, or at none any more. */
  point(mark: Mark | null): void;
  /** They have got their places. */
  moved(): void;
}

export function counts(layer: Layer, text: InlineText, { open, point, moved }: Told): Counts {
  const buttons = new Map<string, HTMLButtonElement>();
  /** Where they stand, in the window as it was when the layer began at `origin`. */
  let spots = new Map<string, Spot | null>();
  let origin = { x: 0, y: 0 };
  let article: Element | null = null;
  let shown: readonly Mark[] = [];
  let round = 0;
  let isMoving = false;
  let isMoved = false;

  const away = () => point(null);

  const markOf = (made: HTMLButtonElement): Mark | null =>
    shown.find(({ key }) => buttons.get(key) === made) ?? null;

  function buttonFor({ key, words, comments, asked }: Mark): HTMLButtonElement {
    const at = () => point(markOf(made));
    const focused = () => made.matches(":focus-visible") && at();
    const made: HTMLButtonElement =
      buttons.get(key) ??
      button("", (event) => press(event, made), {
        class: asked ? "mark asks" : "mark",
        "aria-haspopup": "dialog",
        pointerenter: at,
        focus: focused,
        pointerleave: away,
        blur: away,
      });
    buttons.set(key, made);
    const count = comments.length;
    const said = text.comments(count);
    const name = asked ? `${words} (${said})` : text.onWords(said, firstWords(words, NAME_WORDS));
    if (made.dataset.count !== String(count)) {
      made.dataset.count = String(count);
      made.replaceChildren(
        ...(asked ? [icon("ask")] : []),
        count > 0 ? h("span", {}, text.number(count)) : "",
      );
    }
    setAttribute(made, "aria-label", name);
    return made;
  }

  /** A finger's area may reach over a link of the article, and the margin may be the page's: then that is what was meant;
   * but not where all of the article stands in a link. */
  function press(event: MouseEvent, made: HTMLButtonElement) {
    const below = event.detail > 0 ? controlBelow(event) : null;
    const mark = markOf(made);
    if (!below || below.contains(article) || (article?.contains(below) && !isBeside(event)))
      return mark && open(mark);
    // The same click once more, with all that was held down.
    below.dispatchEvent(new MouseEvent("click", event));
  }

  /** Few at once, many bit by bit. Who scrolls on is followed round after round, or all would wait until they rest. */
  function move() {
    isMoved = true;
    if (!article) return moved();
    if (isMoving) return;
    isMoving = true;
    const current = ++round;
    const steps = following(article);
    if (shown.length > FEW) bitByBit(steps, () => current === round);
    else while (!steps.next().done);
  }

  function* following(around: Element) {
    while (isMoved) {
      isMoved = false;
      yield* moving(around);
    }
    isMoving = false;
  }

  /** All that is measured is measured before anything moves, or the page would be laid out anew for each. */
  function* moving(around: Element) {
    const start = layer.origin();
    const room = roomBeside(around);
    const part = shownPart(around);
    const measured = new Map<string, Spot | null>();
    for (const mark of shown) {
      // As if nobody had scrolled meanwhile.
      const box = boxOf(mark, part, start.y - layer.origin().y);
      measured.set(mark.key, box && spotFor(box, Boolean(mark.asked), room));
      yield;
    }
    spots = measured;
    origin = start;
    setAttribute(layer.marks, "data-edge", room.isMargin ? "" : room.isRtl ? "left" : "right");
    let last: Element | null = null;
    for (const [index, mark] of shown.entries()) {
      last = putAfter(last, buttonFor(mark), spots.get(mark.key));
      yield (index + 1) % AT_ONCE === 0 || index + 1 === shown.length;
    }
    moved();
  }

  function putAfter(last: Element | null, made: HTMLButtonElement, spot: Spot | null | undefined) {
    const next = last ? last.nextElementSibling : layer.marks.firstElementChild;
    // What is put anew where it is loses the focus.
    if (next !== made) layer.marks.insertBefore(made, next);
    made.hidden = !spot?.isNear;
    if (spot) moveTo(made, spot.left, spot.top, origin);
    return made;
  }

  return {
    show(around, all) {
      setAttribute(layer.marks, "role", all.length > 0 && "region");
      article = around;
      const keys = new Set(all.map(({ key }) => key));
      for (const [key, made] of buttons) {
        if (keys.has(key)) continue;
        buttons.delete(key);
        // What was on its way has got its name: the button stays, and with it the focus.
        const before = shown.find((mark) => mark.key === key);
        const same = all.find((mark) => before && isSamePassage(mark, before) && !buttons.has(mark.key));
        if (same) buttons.set(same.key, made);
        else made.remove();
      }
      shown = all;
      // A round of others is no longer wanted.
      round++;
      isMoving = false;
      move();
    },
    near() {
      const scrolled = origin.y - layer.origin().y;
      const isNear = ({ key }: Mark) => {
        const away = (spots.get(key)?.top ?? Number.NaN) - scrolled;
        return away > -BEFORE * innerHeight && away < AFTER * innerHeight;
      };
      return shown.length > FEW ? shown.filter(isNear) : [...shown];
    },
    buttonOf: (key) => buttons.get(key),
    move,
  };
}

const isSamePassage = (one: Mark, other: Mark): boolean =>
  !one.asked && !other.asked && one.span.start === other.span.start && one.span.end === other.span.end;

/** Where it ends, so much lower, unless that is scrolled out of sight within the page. */
function boxOf({ range, asked }: Mark, shown: Box | null, lower: number): Box | null {
  const box = range.collapsed ? asked && lastBox(asked.element) : endOf(range);
  if (!box) return null;
  const { left, right } = box;
  const [top, bottom] = [box.top + lower, box.bottom + lower];
  return !shown || (top < shown.bottom && bottom > shown.top) ? { left, right, top, bottom } : null;
}

const isBeside = ({ target, clientX, clientY }: MouseEvent): boolean => {
  const { left, right, top, bottom } =
    (target as Element).closest("button")?.getBoundingClientRect() ?? new DOMRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
};

const controlBelow = ({ clientX, clientY }: MouseEvent): Element | null => {
  const below = document.elementsFromPoint(clientX, clientY).find(({ localName }) => localName !== LAYER);
  return below?.closest(CONTROLS) ?? null;
};
