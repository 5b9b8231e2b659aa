// What is marked in the article: a passage that has comments, or a question of the author's.
import type { Comment } from "../types";
import type { Span } from "./anchor/anchor";
import type { ArticleText } from "./anchor/article-text";
import { type Question, spanOfElement } from "./questions";

export interface Mark {
  /** Of a passage the same wherever it moves, while its oldest comment is there; of a question always. */
  readonly key: string;
  readonly words: string;
  /** Newest first. */
  readonly comments: readonly Comment[];
  readonly span: Span;
  /** Empty where a question has no words. */
  readonly range: Range;
  /** By this marks follow each other. */
  readonly start: number;
  readonly asked?: Question;
}

export class PassageMark implements Mark {
  readonly comments: Comment[] = [];
  #range: Range | undefined;

  constructor(
    readonly text: ArticleText,
    readonly span: Span,
  ) {}

  get key(): string {
    return this.comments.at(-1)?.id ?? "";
  }

  get words(): string {
    return this.text.text.slice(this.span.start, this.span.end);
  }

  get start(): number {
    return this.span.start;
  }

  /** Made when it is wanted: of many passages, most are far from what is read. */
  get range(): Range {
    this.#range ??= this.text.rangeOf(this.span);
    return this.#range;
  }
}

export function questionMark(text: ArticleText, asked: Question, all: readonly Comment[]): Mark {
  const { key, words, element } = asked;
  const span = spanOfElement(text, element) ?? { start: 0, end: 0 };
  return {
    key: `? ${key}`,
    words,
    comments: all.filter(({ anchor }) => anchor?.question === key),
    span,
    range: span.end > span.start ? text.rangeOf(span) : document.createRange(),
    // After what is said within it.
    start: span.end,
    asked,
  };
}
