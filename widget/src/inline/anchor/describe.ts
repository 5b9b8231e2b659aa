// From a passage that was chosen to the anchor by which it is found again.
import {
  type Anchor,
  CONTEXT,
  LONGEST_PASSAGE,
  onlyPlace,
  pointsIn,
  type Quote,
  type Span,
  TELLING,
  WIDER_CONTEXT,
} from "./anchor";
import { hasLike } from "./changed";

/** The anchor, or why the passage cannot have one. */
export function describe(text: string, chosen: Span): Required<Anchor> | "empty" | "too-long" {
  const place = wholeWords(text, chosen);
  if (!place) return "empty";
  const exact = text.slice(place.start, place.end);
  const length = pointsIn(exact);
  if (length > LONGEST_PASSAGE) return "too-long";
  const narrow = quoteAt(text, place);
  const context = isMistakable(text, place, narrow) ? surroundings(text, place, WIDER_CONTEXT) : narrow;
  const before = pointsIn(text.slice(0, place.start));
  return { ...narrow, ...context, start: before, end: before + length };
}

/** Without blanks around them, and with all of what a reader takes for one character; null where there are none. */
export function wholeWords(text: string, { start, end }: Span): Span | null {
  const words = text.slice(start, end);
  const trimmed = words.trim();
  const from = start + words.indexOf(trimmed);
  return trimmed ? { start: border(text, from, -1), end: border(text, from + trimmed.length, 1) } : null;
}

/** Tried out: were the passage gone, would something else be taken for it? */
function isMistakable(text: string, { start, end }: Span, quote: Quote): boolean {
  if (quote.exact.length >= TELLING && onlyPlace(text, quote.exact) < 0) return true;
  return hasLike(text.slice(0, Math.max(0, start - CONTEXT)) + text.slice(end + CONTEXT), quote);
}

/** The words of a place as they are, with as much on either side as is remembered of most. */
export const quoteAt = (text: string, place: Span): Quote => ({
  exact: text.slice(place.start, place.end),
  ...surroundings(text, place, CONTEXT),
});

function surroundings(text: string, { start, end }: Span, length: number): Omit<Quote, "exact"> {
  return {
    prefix: text.slice(border(text, start - length, 1), start),
    suffix: text.slice(end, border(text, end + length, -1)),
  };
}

/** As much text as tells where its characters end. */
const AROUND = 64;
/** Between two of these a character ends, and it is many times quicker to see. */
const PLAIN = /^[ -\u02ff]{2}$/;

/** The nearest place from `at` on, to either side, that is not in the middle of what a reader takes for one character. */
function border(text: string, at: number, step: 1 | -1): number {
  if (at <= 0) return 0;
  if (at >= text.length) return text.length;
  if (PLAIN.test(text.slice(at - 1, at + 1))) return at;
  const from = Math.max(0, at - AROUND);
  const borders = charactersOf(text.slice(from, at + AROUND)).map(({ index }) => from + index);
  const allowed = borders.filter((index) => (index - at) * step >= 0);
  return allowed.at(step > 0 ? 0 : -1) ?? at;
}

/** Where a browser has no segmenter, at least no surrogate pair is cut. */
const charactersOf = (text: string): { index: number }[] => [
  ...(Intl.Segmenter ? new Intl.Segmenter().segment(text) : text.matchAll(/./gsu)),
];
