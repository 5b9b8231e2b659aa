// Where the passages of comments stand in the article: at once where they are unchanged, the others bit by bit.
import type { CommentAnchor } from "../types";
import type { Quote, Span } from "./anchor/anchor";
import { type ArticleText, articleText } from "./anchor/article-text";
import { quoteAt } from "./anchor/describe";
import { findEdited, findUnchanged } from "./anchor/find";
import { idle } from "./idle";

/** So long the page may stand still, so that nobody's typing waits. */
const SLICE_MS = 8;
/** So long is looked for what has changed, and for a hundredth of the time that goes by: anchors may be made to cost
 * time, and an article may have a clock in it. */
const BUDGET_MS = 1000;

export interface Places {
  readonly article: ArticleText | null;
  /** Null where the passage is gone or there is no time to look for it, undefined while that is not known. */
  of(anchor: CommentAnchor): Span | null | undefined;
  read(article: Element | null): void;
  /** Looks for many bit by bit. */
  seekAll(anchors: CommentAnchor[], then: () => void): void;
}

/** `found` is told when more is known. */
export function places(life: AbortSignal, found: () => void): Places {
  /** The words that were read last, and what is known and what is sought of them. */
  let text = "";
  let known = new Map<string, Span | null | undefined>();
  let sought: CommentAnchor[] = [];
  let spent = 0;
  /** As what changed passages were found: so they are found again at once, however often the article changes. */
  const latest = new Map<string, Quote>();

  const keyOf = ({ exact, prefix, suffix, start }: CommentAnchor) =>
    JSON.stringify([exact, prefix, suffix, start]);

  function seek(anchor: CommentAnchor, key: string) {
    const again = latest.get(key);
    const place = findUnchanged(text, anchor) ?? (again && findUnchanged(text, again)) ?? undefined;
    known.set(key, place);
    if (place) return;
    const list = sought;
    if (list.push(anchor) === 1) bitByBit(list, () => list === sought, seekEdited, found);
    // Long ones take most of the time, and few people choose them.
    list.sort((a, b) => a.exact.length - b.exact.length);
  }

  function seekEdited(anchor: CommentAnchor) {
    const start = performance.now();
    const isInBudget = spent < BUDGET_MS + start / 100;
    const key = keyOf(anchor);
    const place = isInBudget ? findEdited(text, anchor) : null;
    known.set(key, place);
    if (place) latest.set(key, quoteAt(text, place));
    spent += performance.now() - start;
  }

  /** As many at a time as there is time for, while it is wanted. */
  function bitByBit<T>(list: T[], isWanted: () => boolean, act: (one: T) => void, then: () => void) {
    idle(() => {
      if (life.aborted || !isWanted()) return;
      const end = performance.now() + SLICE_MS;
      while (list.length > 0 && performance.now() < end) act(list.shift() as T);
      if (list.length > 0) bitByBit(list, isWanted, act, then);
      else then();
    });
  }

  const made = {
    article: null as ArticleText | null,
    of(anchor: CommentAnchor) {
      if (!made.article) return undefined;
      const key = keyOf(anchor);
      if (!known.has(key)) seek(anchor, key);
      return known.get(key);
    },
    seekAll(anchors: CommentAnchor[], then: () => void) {
      const { article } = made;
      bitByBit(anchors, () => made.article === article, made.of, then);
    },
    read(element: Element | null) {
      made.article = element && articleText(element);
      // An article that was away and is as it was costs nothing.
      if (!made.article || made.article.text === text) return;
      text = made.article.text;
      known = new Map();
      sought = [];
    },
  };
  return made;
}
