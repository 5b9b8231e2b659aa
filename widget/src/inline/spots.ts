// Where counts stand: in the margin at the ends of their lines, else at the window's edge.
import { type Box, clamped, windowWidth } from "./geometry";

/** What is drawn, and what a finger needs. */
const DRAWN = 28;
const FINGER = 44;
const GAP = 8;
/** Further below its line a count would seem to belong to another one: its passage is reached by its words, or from the thread. */
const FURTHEST = 3 * FINGER;
const EDGE = 2;

export interface Spot {
  readonly left: number;
  readonly top: number;
  /** To its line. */
  readonly isNear: boolean;
}

/** What there is beside an article. */
export interface Room {
  readonly column: Box;
  readonly isRtl: boolean;
  readonly isMargin: boolean;
  readonly taken: Spot[];
  /** Of the window. */
  readonly width: number;
}

export function roomBeside(article: Element): Room {
  const column = article.getBoundingClientRect();
  const isRtl = getComputedStyle(article).direction === "rtl";
  const width = windowWidth();
  const isMargin = (isRtl ? column.left : width - column.right) >= FINGER + GAP;
  return { column, isRtl, isMargin, taken: [], width };
}

/** `box` is where the passage ends; `isAfter` for right after its last word, if its line leaves room. */
export function spotFor(box: Box, isAfter: boolean, room: Room): Spot {
  const line = (box.top + box.bottom - DRAWN) / 2;
  const { left, top } = besideOthers(leftOf(box, isAfter, room), line, mostLeft(isAfter, room), room);
  const spot = { left, top, isNear: top - line <= FURTHEST };
  if (spot.isNear) room.taken.push(spot);
  return spot;
}

const widthOf = (isAfter: boolean): number => (isAfter ? FINGER : DRAWN);
const mostLeft = (isAfter: boolean, { width }: Room): number => width - widthOf(isAfter) - EDGE;

function leftOf(box: Box, isAfter: boolean, room: Room): number {
  const { column, isRtl, isMargin } = room;
  const width = widthOf(isAfter);
  const gap = isMargin ? GAP : 0;
  const after = isRtl ? box.left - width - GAP : box.right + GAP;
  if (isAfter && after >= column.left && after + width <= column.right) return after;
  return clamped(isRtl ? column.left - width - gap : column.right + gap, EDGE, mostLeft(isAfter, room));
}

/** Counts of the same line stand side by side where there is room, else below each other. */
function besideOthers(left: number, top: number, most: number, { isRtl, isMargin, taken }: Room) {
  for (const other of taken.slice(-8)) {
    if (Math.abs(left - other.left) >= FINGER || Math.abs(top - other.top) >= FINGER) continue;
    const next = other.left + (isRtl ? -FINGER : FINGER);
    if (isMargin && next >= EDGE && next <= most) left = next;
    else top = other.top + FINGER;
  }
  return { left, top };
}
