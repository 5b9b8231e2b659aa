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

/** Not by `lastIndexOf`, which is many times slower. */
export function occursOnce(text: string, words: string): boolean {
  const first = text.indexOf(words);
  return first >= 0 && text.indexOf(words, first + 1) < 0;
}
