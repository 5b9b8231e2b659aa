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
  const words = text.slice(chosen.start, chosen.end);
  const trimmed = words.trim();
  if (!trimmed) return "empty";
  const from = chosen.start + words.indexOf(trimmed);
  const place = { start: border(text, from, -1), end: border(text, from + trimmed.length, 1) };
  const exact = text.slice(place.start, place.end);
  const length = pointsIn(exact);
  if (length > LONGEST_PASSAGE) return "too-long";
  const narrow = { exact, ...surroundings(text, place, CONTEXT) };
  const context = isMistakable(text, place, narrow) ? surroundings(text, place, WIDER_CONTEXT) : narrow;
  const before = pointsIn(text.slice(0, place.start));
  return { ...narrow, ...context, start: before, end: before + length };
}

/** Tried out: were the passage gone, would something else be taken for it? */
function isMistakable(text: string, { start, end }: Span, quote: Quote): boolean {
  if (quote.exact.length >= TELLING && onlyPlace(text, quote.exact) < 0) return true;
  return hasLike(text.slice(0, Math.max(0, start - CONTEXT)) + text.slice(end + CONTEXT), quote);
}

function surroundings(text: string, { start, end }: Span, length: number): Omit<Quote, "exact"> {
  return {
    prefix: text.slice(border(text, start - length, 1), start),
    suffix: text.slice(end, border(text, end + length, -1)),
  };
}

/** As much text as tells where its characters end. */
const AROUND = 64;

/** The nearest place from `at` on, to either side, that is not in the middle of what a reader takes for one character. */
function border(text: string, at: number, step: 1 | -1): number {
  if (at <= 0) return 0;
  if (at >= text.length) return text.length;
  const from = Math.max(0, at - AROUND);
  const characters = charactersOf(text.slice(from, at + AROUND));
  const borders = [...characters].map(({ index }) => from + index);
  const allowed = borders.filter((index) => (index - at) * step >= 0);
  return allowed.at(step > 0 ? 0 : -1) ?? at;
}

/** Where there is no segmenter, at least no surrogate pair is cut. */
const charactersOf = (text: string): Iterable<{ index: number }> =>
  Intl.Segmenter ? new Intl.Segmenter().segment(text) : text.matchAll(/./gsu);
