// Where the passage of an anchor stands in the text of today. A comment beside words it was not written about is
// worse than one that has lost its place: whatever is in doubt is not found.
import {
  type Anchor,
  CONTEXT,
  contextOf,
  LONGEST_PASSAGE,
  onlyPlace,
  type Quote,
  type Span,
  TELLING,
  unitAt,
  WIDER_CONTEXT,
  wordsOf,
} from "./anchor";
import { findChanged } from "./changed";
import { wholeWords } from "./describe";

/** One that is unchanged costs next to nothing where it was, and a look through the text elsewhere; any other costs what
 * `findEdited` does. */
export const find = (text: string, anchor: Anchor): Span | null =>
  findUnchanged(text, anchor) ?? findEdited(text, anchor);

/** The passage word for word. */
export function findUnchanged(text: string, anchor: Anchor): Span | null {
  const quote = quoteOf(anchor);
  if (!quote) return null;
  const { prefix, exact } = quote;
  const words = wordsOf(quote);
  const place = (at: number): Span => ({ start: at, end: at + exact.length });

  // Nearest to where it was would not do: a table of equal rows, one of which is gone, has another as near.
  const remembered = unitAt(text, Math.trunc(anchor.start ?? -1)) - prefix.length;
  if (remembered >= 0 && text.startsWith(words, remembered)) return place(remembered + prefix.length);
  const whole = onlyPlace(text, words);
  if (whole >= 0) return place(whole + prefix.length);
  const moved = isTelling(quote) ? onlyPlace(text, exact) : -1;
  return moved >= 0 ? place(moved) : null;
}

/** The passage with changes in or around it, at the cost of four alignments, and for the first of an index of the text:
 * a few milliseconds at most, so that many are better looked for in slices. */
export function findEdited(text: string, anchor: Anchor): Span | null {
  const quote = quoteOf(anchor);
  const found = quote && findChanged(text, quote);
  return found && wholeWords(text, found);
}

/** An anchor may come from anybody's program, which takes for text what is none. */
function quoteOf({ prefix = "", exact, suffix = "" }: Anchor): Quote | null {
  const words = seen(exact);
  if (!words.trim() || words.length > 2 * LONGEST_PASSAGE) return null;
  return {
    prefix: seen(prefix).slice(-WIDER_CONTEXT),
    exact: words,
    suffix: seen(suffix).slice(0, WIDER_CONTEXT),
  };
}

/** As in an article's text. */
const seen = (words: string): string => words.replace(/[\xad\u200b\u2060\ufeff]+/g, "");

/** What had its like elsewhere may have gone here and stayed there. */
const isTelling = (quote: Quote): boolean => quote.exact.length >= TELLING && contextOf(quote) <= CONTEXT;
