// Where counts stand: in the margin at the ends of their lines, else at the window's edge.
import { type Box, clamped } from "./geometry";

/** What is drawn, and what a finger needs. */
const DRAWN = 28;
export const FINGER = 44;
export const GAP = 8;
/** Further below its line a count would seem to belong to another one: its passage is reached by its words, or from the thread. */
const FURTHEST = 3 * FINGER;
const EDGE = 2;

export interface Spot {
  readonly left: number;
  readonly top: number;
  /** To its line. */
  readonly isNear: boolean;
}

export interface Wish {
  readonly isRtl: boolean;
  readonly isMargin: boolean;
  /** Right after the last word, if its line leaves room. */
  readonly isAfter: boolean;
  readonly taken: Spot[];
  /** Of the window. */
  readonly width: number;
}

/** `box` is where the passage ends, `column` the article. */
export function spotFor(box: Box, column: Box, wish: Wish): Spot {
  const line = (box.top + box.bottom - DRAWN) / 2;
  const { left, top } = besideOthers(leftOf(box, column, wish), line, wish);
  const spot = { left, top, isNear: top - line <= FURTHEST };
  if (spot.isNear) wish.taken.push(spot);
  return spot;
}

const widthOf = ({ isAfter }: Wish): number => (isAfter ? FINGER : DRAWN);
const roomFor = (wish: Wish): number => wish.width - widthOf(wish) - EDGE;

function leftOf(box: Box, column: Box, wish: Wish): number {
  const { isRtl, isMargin, isAfter } = wish;
  const width = widthOf(wish);
  const gap = isMargin ? GAP : 0;
  const after = isRtl ? box.left - width - GAP : box.right + GAP;
  if (isAfter && after >= column.left && after + width <= column.right) return after;
  return clamped(isRtl ? column.left - width - gap : column.right + gap, EDGE, roomFor(wish));
}

/** Counts of the same line stand side by side where there is room, else below each other. */
function besideOthers(left: number, top: number, wish: Wish) {
  const { isRtl, isMargin, taken } = wish;
  for (const other of taken.slice(-8)) {
    if (Math.abs(left - other.left) >= FINGER || Math.abs(top - other.top) >= FINGER) continue;
    const next = other.left + (isRtl ? -FINGER : FINGER);
    if (isMargin && next >= EDGE && next <= roomFor(wish)) left = next;
    else top = other.top + FINGER;
  }
  return { left, top };
}
