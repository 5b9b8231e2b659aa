// A quote laid against the part of a text where it probably stands, with as few edits as possible: how many there
// are, told apart by where in the quote they are, and where in the text its passage begins and ends.
import type { Quote, Span } from "./anchor";

export interface Alignment extends Span {
  /** Edits in the passage. */
  readonly edits: number;
  /** How much of the surroundings, from the passage outwards, is as it was. */
  readonly kept: number;
}

/** So many units as they were are outweighed by one edit: authors leave a sentence or change it, and one that is only a
 * little like it is another. */
export const EDIT = 4;

const SAME_PLACE = 0;
const NOT_IN_TEXT = 1;
const NOT_IN_QUOTE = 2;

/** The quote may begin up to `slack` before or after `at`, and drift as far. Takes quote * (2 * slack + 1) steps. */
export function align(text: string, quote: Quote, at: number, slack: number): Alignment {
  const words = quote.prefix + quote.exact + quote.suffix;
  const first = quote.prefix.length;
  const last = first + quote.exact.length;
  let start = 0;
  let end = 0;
  let edits = 0;
  let before = 0;
  let mostBefore = 0;
  let after = 0;
  for (const { row, from, to, isSame, isPutIn } of backwards(words, text, at - slack, 2 * slack + 1)) {
    const change = isSame ? 1 : -EDIT;
    // What was put in at an edge of the passage is outside it.
    if (row >= last) after = Math.max(0, after + change);
    else if (row < first || (isPutIn && row === first)) {
      before += change;
      mostBefore = Math.max(mostBefore, before);
    } else {
      if (!isSame) edits++;
      start = from;
      end ||= to;
    }
  }
  return { start, end, edits, kept: mostBefore + after };
}

interface Step {
  /** The unit of the words that this is about, and the part of the text: a unit, or where one is missing. */
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly isSame: boolean;
  /** In the text only, before that unit of the words. */
  readonly isPutIn: boolean;
}

/** The way from the end of the words to their beginning that has the fewest edits. */
function* backwards(words: string, text: string, origin: number, width: number): Generator<Step> {
  const { ways, column } = fewestEdits(words, text, origin, width);
  let row = words.length;
  let place = origin + row + column;
  while (row > 0) {
    const way = ways[(row - 1) * width + place - origin - row];
    const isPutIn = way === NOT_IN_QUOTE;
    const to = place;
    if (!isPutIn) row--;
    if (way !== NOT_IN_TEXT) place--;
    yield { row, from: place, to, isSame: way === SAME_PLACE && words[row] === text[place], isPutIn };
  }
}

/** A row for each unit of the words; column c of row r is the text's unit origin + r + c. They may begin at any. */
function fewestEdits(words: string, text: string, origin: number, width: number) {
  const never = words.length + 1;
  const costs = new Int32Array(width + 1);
  costs[width] = never;
  const ways = new Uint8Array(words.length * width);
  for (let row = 0; row < words.length; row++) {
    const unit = words.charCodeAt(row);
    let beside = never;
    for (let column = 0; column < width; column++) {
      let cost = costs[column] as number;
      if (unit !== text.charCodeAt(origin + row + column)) cost++;
      let way = SAME_PLACE;
      const above = costs[column + 1] as number;
      const nearest = Math.min(above, beside) + 1;
      if (nearest < cost) {
        cost = nearest;
        way = above < beside ? NOT_IN_TEXT : NOT_IN_QUOTE;
      }
      costs[column] = cost;
      beside = cost;
      ways[row * width + column] = way;
    }
  }
  costs[width] = never;
  return { ways, column: costs.indexOf(Math.min(...costs)) };
}
