// Where the passages of comments stand in the article: at once where they are unchanged, the others bit by bit.
import type { CommentAnchor } from "../types";
import type { Span } from "./anchor/anchor";
import { type ArticleText, articleText } from "./anchor/article-text";
import { findEdited, findUnchanged } from "./anchor/find";
import { idle } from "./idle";

/** So long the page may stand still, so that nobody's typing waits. */
const SLICE_MS = 8;

export interface Places {
  readonly article: ArticleText | null;
  /** Null where the passage is gone, undefined while that is not known. */
  of(anchor: CommentAnchor): Span | null | undefined;
  read(article: Element | null): void;
  /** Looks for many bit by bit. */
  seekAll(anchors: CommentAnchor[], then: () => void): void;
}

/** `found` is told when more is known. */
export function places(life: AbortSignal, found: () => void): Places {
  let known = new Map<string, Span | null | undefined>();
  let sought: { key: string; anchor: CommentAnchor }[] = [];

  const keyOf = ({ exact, prefix, suffix, start }: CommentAnchor) =>
    JSON.stringify([exact, prefix, suffix, start]);

  function seek(anchor: CommentAnchor, key: string, text: string): Span | undefined {
    const place = findUnchanged(text, anchor) ?? undefined;
    known.set(key, place);
    if (!place && sought.push({ key, anchor }) === 1) idle(slices(sought, text));
    return place;
  }

  /** Until another article, or other words of it, are looked through. */
  const slices = (list: typeof sought, text: string) => () => {
    if (life.aborted || list !== sought) return;
    if (inTime(list, ({ key, anchor }) => known.set(key, findEdited(text, anchor)))) found();
    else idle(slices(list, text));
  };

  /** As many as there is time for; what is left is for another time. */
  function inTime<T>(list: T[], act: (one: T) => void): boolean {
    const end = performance.now() + SLICE_MS;
    while (list.length > 0 && performance.now() < end) act(list.shift() as T);
    return list.length === 0;
  }

  const made = {
    article: null as ArticleText | null,
    of(anchor: CommentAnchor) {
      if (!made.article) return undefined;
      const key = keyOf(anchor);
      return known.has(key) ? known.get(key) : seek(anchor, key, made.article.text);
    },
    seekAll(anchors: CommentAnchor[], then: () => void) {
      const { article } = made;
      const some = () => {
        if (life.aborted || made.article !== article) return;
        if (inTime(anchors, made.of)) then();
        else idle(some);
      };
      idle(some);
    },
    read(element: Element | null) {
      const before = made.article?.text;
      made.article = element && articleText(element);
      if (made.article?.text === before) return;
      known = new Map();
      sought = [];
    },
  };
  return made;
}
