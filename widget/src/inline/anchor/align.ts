// A quote laid against the part of a text where it probably stands, with as few edits as possible: how many there
// are, told apart by where in the quote they are, and where in the text its passage begins and ends.
import { type Quote, type Span, wordsOf } from "./anchor";

export interface Alignment extends Span {
  /** Edits in the passage. */
  readonly edits: number;
  /** How much of the surroundings, from the passage outwards, is as it was. */
  readonly kept: number;
}

/** So many units as they were are outweighed by one edit: authors leave a sentence or change it, and one that is only a
 * little like it is another. */
export const EDIT = 4;

/** The quote may begin anywhere from `least` to `most`, and drift as far. Takes quote * (most - least + 1) steps. */
export function align(text: string, quote: Quote, least: number, most: number): Alignment {
  const first = quote.prefix.length;
  const last = first + quote.exact.length;
  let start = 0;
  let end = 0;
  let edits = 0;
  let before = 0;
  let mostBefore = 0;
  let after = 0;
  for (const [row, from, to, change, isPutIn] of backwards(wordsOf(quote), text, least, most - least + 1)) {
    // What was put in at an edge of the passage is outside it.
    if (row >= last) after = Math.max(0, after + change);
    else if (row < first || (isPutIn && row === first)) {
      before += change;
      mostBefore = Math.max(mostBefore, before);
    } else {
      if (change < 0) edits++;
      start = from;
      end ||= to;
    }
  }
  return { start, end, edits, kept: mostBefore + after };
}

/** The unit of the words that this is about, the part of the text (a unit, or where one is missing), what it counts,
 * and whether it is in the text only, before that unit of the words. */
type Step = readonly [row: number, from: number, to: number, change: number, isPutIn: boolean];

/** The way from the end of the words to their beginning that has the fewest edits. */
function* backwards(words: string, text: string, origin: number, width: number): Generator<Step> {
  const costs = fewestEdits(words, text, origin, width);
  let cell = costs.lastIndexOf(Math.min(...costs.subarray(-width - 1)));
  let row = words.length;
  let place = origin + cell - row * width;
  while (row > 0) {
    const cost = costs[cell] as number;
    const isSame = words[row - 1] === text[place - 1];
    const isInBoth = costs[cell - width - 1] === cost - (isSame ? 0 : 1);
    const isPutIn = !isInBoth && costs[cell - 1] === cost - 1;
    const to = place;
    if (isInBoth || isPutIn) place--;
    if (!isPutIn) row--;
    cell = place - origin + row * width;
    yield [row, place, to, isSame && isInBoth ? 1 : -EDIT, isPutIn];
  }
}

/** The edits it takes to come to each cell: row r has that many units of the words behind it, and column c of it the
 * text up to origin + r + c. The words may begin at any; a wall, which is the last column, is on either side. */
function fewestEdits(words: string, text: string, origin: number, width: number): Uint16Array {
  const wall = words.length + 1;
  const costs = new Uint16Array((words.length + 1) * (width + 1)).fill(wall).fill(0, 0, width);
  for (let row = 1; row <= words.length; row++) {
    const unit = words.charCodeAt(row - 1);
    for (let column = 0; column < width; column++) {
      const cell = row * (width + 1) + column;
      const edit = unit === text.charCodeAt(origin + row + column - 1) ? 0 : 1;
      costs[cell] = Math.min(
        (costs[cell - width - 1] as number) + edit,
        (costs[cell - width] as number) + 1,
        (costs[cell - 1] as number) + 1,
      );
    }
  }
  return costs;
}
