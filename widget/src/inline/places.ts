// Where the passages of comments stand in the article: at once where they are unchanged, the others bit by bit.
import type { CommentAnchor } from "../types";
import type { Quote, Span } from "./anchor/anchor";
import { type ArticleText, articleText } from "./anchor/article-text";
import { quoteAt } from "./anchor/describe";
import { findEdited, findUnchanged } from "./anchor/find";
import { indexing } from "./anchor/pieces";
import { bitByBit } from "./idle";

/** So long is looked for what has changed, and for a hundredth of the time that goes by: anchors may be made to cost
 * time, and an article may have a clock in it. */
const BUDGET_MS = 3000;

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
  let isSeeking = false;
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
    sought.push(anchor);
    if (isSeeking) return;
    isSeeking = true;
    const list = sought;
    bitByBit(seeking(list), () => !life.aborted && list === sought);
  }

  const isInBudget = (now: number) => spent < BUDGET_MS + now / 100;

  function* seeking(list: CommentAnchor[]) {
    if (isInBudget(performance.now())) yield* indexing(text);
    while (list.length > 0) {
      // Long ones take most of the time, and few people choose them.
      const some = list.splice(0).sort((a, b) => a.exact.length - b.exact.length);
      for (const anchor of some) {
        seekEdited(anchor);
        yield;
      }
    }
    isSeeking = false;
    found();
  }

  function seekEdited(anchor: CommentAnchor) {
    const start = performance.now();
    const key = keyOf(anchor);
    const place = isInBudget(start) ? findEdited(text, anchor) : null;
    known.set(key, place);
    if (place) latest.set(key, quoteAt(text, place));
    spent += performance.now() - start;
  }

  function* seekingAll(anchors: CommentAnchor[], then: () => void) {
    for (const anchor of anchors) {
      made.of(anchor);
      yield;
    }
    then();
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
      bitByBit(seekingAll(anchors, then), () => !life.aborted && made.article === article);
    },
    read(element: Element | null) {
      made.article = element && articleText(element);
      // An article that was away and is as it was costs nothing.
      if (!made.article || made.article.text === text) return;
      text = made.article.text;
      known = new Map();
      sought = [];
      isSeeking = false;
    },
  };
  return made;
}
