// What an inline comment remembers of its passage: the W3C's TextQuoteSelector, and its TextPositionSelector as a hint.

export interface Anchor {
  exact: string;
  prefix?: string;
  suffix?: string;
  start?: number;
  end?: number;
}

/** A passage to look for, and what stood on either side of it. */
export type Quote = Required<Pick<Anchor, "prefix" | "exact" | "suffix">>;

export const wordsOf = ({ prefix, exact, suffix }: Quote): string => prefix + exact + suffix;

/** How much is remembered on that side of which more is: at an end of the article there is less. */
export const contextOf = ({ prefix, suffix }: Quote): number => Math.max(prefix.length, suffix.length);

/** A place in an article's text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How much of the text on either side is remembered. */
export const CONTEXT = 32;

/** And how much where something else in the article might be taken for the passage. Who looks for it knows it by this. */
export const WIDER_CONTEXT = 64;

/** So many characters are told by themselves, where an article has them once. */
export const TELLING = 32;

/** In code points, as the server counts. */
export const LONGEST_PASSAGE = 2000;

const PAIR = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** An anchor's position is in code points, as the model has it; a span in UTF-16 units. */
export const pointsIn = (text: string): number => text.length - (text.match(PAIR)?.length ?? 0);

let measured = "";
let pairs: number[] = [];

export function unitAt(text: string, point: number): number {
  if (text !== measured) {
    measured = text;
    pairs = [...text.matchAll(PAIR)].map(({ index }) => index);
  }
  let unit = point;
  for (const pair of pairs) {
    if (pair >= unit) break;
    unit += 1;
  }
  return unit;
}

/** So many places that only begin like the words are looked at. */
const MOST_BEGINNINGS = 300;

/** Where words stand that are in the text once; -1 for others, and where so much begins like them that it would take
 * long to tell. Not by `lastIndexOf`, which is many times slower. */
export function onlyPlace(text: string, words: string): number {
  const beginning = words.slice(0, TELLING);
  let only = -1;
  let others = 0;
  for (let at = text.indexOf(beginning); at >= 0; at = text.indexOf(beginning, at + 1)) {
    const isThere = text.slice(at, at + words.length) === words;
    if (isThere ? only >= 0 : ++others > MOST_BEGINNINGS) return -1;
    if (isThere) only = at;
  }
  return only;
}
