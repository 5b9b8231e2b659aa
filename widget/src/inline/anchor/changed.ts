// A passage that is no longer what it was, by the pieces of it and its surroundings that are.
import { type Alignment, align, EDIT } from "./align";
import { CONTEXT, contextOf, type Quote, type Span, wordsOf } from "./anchor";
import { PIECE, piecesOf } from "./pieces";

/** A piece that stands in as many places tells nothing. */
const MANY_PLACES = 32;
const MOST_CANDIDATES = 4;
/** How far a quote may be from where its pieces say, and drift. */
const MOST_SLACK = 200;
/** And how much further what lies between and beyond its pieces. */
const BEYOND = 16;
/** Where the longest, which may be made to cost time, drift less. */
const MOST_STEPS = 2e5;
/** For so many units of a quote a piece must vote: what fewer vote for has changed too much. A sixth of all can. */
const UNITS_PER_VOTE = 24;

/** The share of the surroundings that must be as it was; where the article had something like the passage; and what is like it. */
const LEAST_KEPT = 0.3;
const LEAST_KEPT_OF_MISTAKABLE = 0.8;
const LEAST_KEPT_OF_LIKE = 0.25;
/** The share of the passage that may have changed where all its surroundings are as they were. */
const MOST_CHANGED = 0.35;
/** How much better than the next the best must be, as a share of all that is compared. */
const CLEARLY = 0.06;
/** So much from either side of the passage standing together tells that it was taken out. */
const SEAM = 16;

export function findChanged(text: string, quote: Quote): Span | null {
  if (isTakenOut(text, quote)) return null;
  const alike = ({ edits, kept }: Alignment) => kept + quote.exact.length - EDIT * edits;
  const [best, ...others] = alignments(text, quote).sort((a, b) => alike(b) - alike(a));
  const isMistakable = contextOf(quote) > CONTEXT;
  if (!best || !isSupported(best, quote, isMistakable ? LEAST_KEPT_OF_MISTAKABLE : LEAST_KEPT)) return null;
  const { start, end } = best;
  const least = alike(best) - CLEARLY * wordsOf(quote).length;
  const isRival = (other: Alignment) => alike(other) > least && (other.start >= end || other.end <= start);
  return others.some(isRival) ? null : { start, end };
}

/** Whether something in a text would be taken for the quote, or would with a few edits more. */
export const hasLike = (text: string, quote: Quote): boolean =>
  alignments(text, quote).some((alignment) => isSupported(alignment, quote, LEAST_KEPT_OF_LIKE));

function isTakenOut(text: string, { prefix, suffix }: Quote): boolean {
  const seam = prefix.slice(-SEAM) + suffix.slice(0, SEAM);
  return Math.min(prefix.length, suffix.length) >= SEAM && text.includes(seam.replace("  ", " "));
}

/** The more a passage has changed, the more of its surroundings must be as they were. */
function isSupported({ edits, kept }: Alignment, quote: Quote, least: number): boolean {
  const share = kept / (2 * contextOf(quote) || 1);
  return edits / quote.exact.length <= (MOST_CHANGED * (share - least)) / (1 - least);
}

/** Laid where the most pieces of the quote stand as they would if it were there. */
function alignments(text: string, quote: Quote): Alignment[] {
  const words = wordsOf(quote);
  const pieces = piecesOf(text);
  const slack = Math.trunc(Math.min(16 + words.length / 4, MOST_SLACK, MOST_STEPS / words.length));
  const votes = new Map<number, number>();
  const starts: number[] = [];
  for (let index = 0; index + PIECE <= words.length; index++) {
    const places = pieces.get(words.slice(index, index + PIECE)) ?? [];
    for (const place of places.length < MANY_PLACES ? places : []) {
      const bucket = Math.round((place - index) / slack);
      votes.set(bucket, (votes.get(bucket) ?? 0) + 1);
      starts.push(place - index);
    }
  }
  return [...votes]
    .filter(([, count]) => count * UNITS_PER_VOTE >= words.length)
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_CANDIDATES)
    .map(([bucket]) => align(text, quote, ...around(starts, bucket * slack, slack)));
}

/** From the first to the last start near a place, and a little more: most changes are small, and most drift little. */
function around(starts: readonly number[], at: number, slack: number): [least: number, most: number] {
  let [least, most] = [at + slack, at - slack];
  for (const start of starts) {
    if (Math.abs(start - at) > slack) continue;
    least = Math.min(least, start - BEYOND);
    most = Math.max(most, start + BEYOND);
  }
  return [Math.max(least, at - slack), Math.min(most, at + slack)];
}
