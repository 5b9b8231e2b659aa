// Where the page's author asks: elements of the article with data-rejoinder-ask.
import type { CommentAnchor } from "../types";
import { LONGEST_PASSAGE, type Span } from "./anchor/anchor";
import type { ArticleText } from "./anchor/article-text";
import { describe } from "./anchor/describe";

export interface Question {
  /** By this its answers belong to it, whatever it says. */
  readonly key: string;
  readonly words: string;
  readonly element: Element;
}

const KEY_LENGTH = 200;
/** Formats and controls: most of them the server refuses in a key, and by none could an author tell two questions apart. */
const UNSEEN = /\p{C}/gu;

/** A key that the server takes. */
const tidy = (text: string): string =>
  [...text.replace(/\s+/g, " ").replace(UNSEEN, "")].slice(0, KEY_LENGTH).join("").trim();
/** A little less than the longest passage: what is cut in a character gets all of it. */
const MOST = LONGEST_PASSAGE - 10;

export function questionsIn(article: Element): Question[] {
  const found = new Map<string, Question>();
  for (const element of [article, ...article.querySelectorAll("[data-rejoinder-ask]")]) {
    const words = element.getAttribute("data-rejoinder-ask")?.trim();
    if (!words) continue;
    const key = tidy(element.getAttribute("data-rejoinder-id") ?? "") || tidy(words);
    if (!found.has(key)) found.set(key, { key, words, element });
  }
  return [...found.values()];
}

export function spanOfElement(article: ArticleText, element: Element): Span | null {
  const range = document.createRange();
  range.selectNodeContents(element);
  return article.spanOf(range);
}

/** An answer has all the words of the element, as far as they go. */
export function anchorOf(article: ArticleText, { key, words, element }: Question): CommentAnchor {
  const span = spanOfElement(article, element);
  const anchor =
    span && describe(article.text, { start: span.start, end: Math.min(span.end, span.start + MOST) });
  return {
    ...(anchor && typeof anchor === "object" ? anchor : { exact: [...words].slice(0, MOST).join("") }),
    question: key,
  };
}
