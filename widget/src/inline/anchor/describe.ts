// From a passage that was chosen to the anchor by which it is found again.
import {
  type Anchor,
  CONTEXT,
  LONGEST_PASSAGE,
  occursOnce,
  pointsIn,
  type Quote,
  type Span,
  TELLING,
  WIDER_CONTEXT,
} from "./anchor";
import { hasLike } from "./changed";

/** The anchor, or why the passage cannot have one. */
export function describe(text: string, chosen: Span): Required<Anchor> | "empty" | "too-long" {
  const { start, end } = wholeCharacters(text, trimmed(text, chosen));
  const exact = text.slice(start, end);
  if (!exact) return "empty";
  if (pointsIn(exact) > LONGEST_PASSAGE) return "too-long";
  const place = { start, end };
  const narrow = { exact, ...surroundings(text, place, CONTEXT) };
  const context = isMistakable(text, place, narrow) ? surroundings(text, place, WIDER_CONTEXT) : narrow;
  const before = pointsIn(text.slice(0, start));
  return { ...narrow, ...context, start: before, end: before + pointsIn(exact) };
}

/** Tried out: were the passage gone, would something else be taken for it? */
function isMistakable(text: string, { start, end }: Span, quote: Quote): boolean {
  if (quote.exact.length >= TELLING && !occursOnce(text, quote.exact)) return true;
  return hasLike(text.slice(0, Math.max(0, start - CONTEXT)) + text.slice(end + CONTEXT), quote);
}

function surroundings(text: string, { start, end }: Span, length: number): Omit<Quote, "exact"> {
  const before = border(text, start - length, 1);
  const after = border(text, end + length, -1);
  return {
    prefix: text.slice(Math.min(before, start), start),
    suffix: text.slice(end, Math.max(after, end)),
  };
}

function trimmed(text: string, { start, end }: Span): Span {
  const words = text.slice(start, end);
  return { start: start + words.length - words.trimStart().length, end: start + words.trimEnd().length };
}

const wholeCharacters = (text: string, { start, end }: Span): Span =>
  start < end ? { start: border(text, start, -1), end: border(text, end, 1) } : { start, end };

/** As much text as tells where its characters end. */
const AROUND = 64;

/** The nearest place from `at` on, to either side, that is not in the middle of what a reader takes for one character. */
function border(text: string, at: number, step: 1 | -1): number {
  if (at <= 0) return 0;
  if (at >= text.length) return text.length;
  const from = Math.max(0, at - AROUND);
  const borders = bordersOf(text.slice(from, at + AROUND)).map((index) => from + index);
  const allowed = borders.filter((index) => (index - at) * step >= 0);
  return allowed.at(step > 0 ? 0 : -1) ?? at;
}

/** Where there is no segmenter, at least no surrogate pair is cut. */
function bordersOf(text: string): number[] {
  const characters = Intl.Segmenter
    ? [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment)
    : [...text];
  let index = 0;
  return characters.map((character) => {
    const border = index;
    index += character.length;
    return border;
  });
}
