// The counts beside passages and the author's questions: buttons in the margin where it is wide enough, else at the line's end.

import type { InlineText } from "../text/languages";
import { type Box, CONTROLS, endOf, lastBox, moveTo, shownPart, windowWidth } from "./geometry";
import { idle } from "./idle";
import { LAYER, type Layer } from "./layer";
import { button, firstWords, h, icon, setAttribute } from "./lent";
import type { Mark } from "./mark";
import { FINGER, GAP, type Spot, spotFor } from "./spots";

export interface Counts {
  show(article: Element | null, marks: readonly Mark[]): void;
  buttonOf(key: string): HTMLButtonElement | undefined;
  /** Those on the screen and a few screens around it; of few all. */
  near(): Mark[];
  /** To where their lines are now. */
  move(): void;
}

const AT_ONCE = 25;
const NAME_WORDS = 6;
/** So far from the window a passage may end, in heights of it: the longest fill three screens of a phone. */
const BEFORE = 1;
const AFTER = 4;

interface Told {
  open(key: string): void;
  /** Somebody is at a count, or at none any more. */
  point(mark: Mark | null): void;
  /** They have got their places. */
  moved(): void;
}

export function counts(layer: Layer, text: InlineText, { open, point, moved }: Told): Counts {
  const buttons = new Map<string, HTMLButtonElement>();
  let article: Element | null = null;
  let shown: readonly Mark[] = [];
  let round = 0;

  const away = () => point(null);

  function buttonFor({ key, words, comments, asked }: Mark): HTMLButtonElement {
    const at = () => point(shown.find((mark) => mark.key === key) ?? null);
    const focused = () => made.matches(":focus-visible") && at();
    const made =
      buttons.get(key) ??
      button("", (event) => press(event, key), {
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

  /** A finger's area may reach over a link of the article, and the margin may be the page's: then that is what was meant. */
  function press(event: MouseEvent, key: string) {
    const below = event.detail > 0 ? controlBelow(event) : null;
    if (!below || (article?.contains(below) && !isBeside(event))) return open(key);
    // The same click once more, with all that was held down.
    below.dispatchEvent(new MouseEvent("click", event));
  }

  /** From the first on, so many at a time; what comes next begins anew. */
  function move() {
    const current = ++round;
    const taken: Spot[] = [];
    let done = 0;
    let last: Element | null = null;

    function some() {
      if (current !== round) return;
      if (!article) return moved();
      const marks = shown.slice(done, done + AT_ONCE);
      done += marks.length;
      for (const mark of marks) last = putAfter(last, buttonFor(mark));
      moveSome(marks, article, taken);
      if (done < shown.length) idle(some);
      else moved();
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

  function moveSome(marks: readonly Mark[], around: Element, taken: Spot[]) {
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
      const spot = box && spotFor(box, column, { isRtl, isMargin, isAfter: Boolean(asked), taken, width });
      made.hidden = !spot?.isNear;
      if (spot) moveTo(made, spot.left, spot.top, origin);
    }
  }

  return {
    show(around, all) {
      setAttribute(layer.marks, "role", all.length > 0 && "region");
      article = around;
      shown = all;
      const keys = new Set(all.map(({ key }) => key));
      for (const [key, made] of buttons) {
        if (keys.has(key)) continue;
        made.remove();
        buttons.delete(key);
      }
      move();
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
    move,
  };
}

/** Where it ends, unless that is scrolled out of sight within the page. */
function boxOf({ range, asked }: Mark, shown: Box | null): Box | null {
  const box = range.collapsed ? asked && lastBox(asked.element) : endOf(range);
  return box && (!shown || (box.top < shown.bottom && box.bottom > shown.top)) ? box : null;
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
