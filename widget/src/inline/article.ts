// The article as it stands now: the author's questions in it, and where in it the passages of comments are.
import type { Comment, CommentAnchor } from "../types";
import type { Span } from "./anchor/anchor";
import type { ArticleText } from "./anchor/article-text";
import { describe } from "./anchor/describe";
import { type Mark, PassageMark, questionMark } from "./mark";
import { places } from "./places";
import { anchorOf, type Question, questionsIn, spanOfElement } from "./questions";

export interface Article {
  /** Null where the page has none. */
  readonly element: HTMLElement | null;
  readonly text: ArticleText | null;
  read(element: HTMLElement | null): void;
  /** Looks for many passages bit by bit. */
  seekAll(anchors: CommentAnchor[], then: () => void): void;
  questionOf(anchor: CommentAnchor): Question | undefined;
  /** Null for what has no words here; whether it is gone is another matter. */
  rangeOf(anchor: CommentAnchor): Range | null;
  isGone(anchor: CommentAnchor): boolean;
  /** What is marked, from the first on. */
  readonly marks: readonly Mark[];
  mark(comments: readonly Comment[]): void;
  markOf(anchor: CommentAnchor): Mark | undefined;
  /** For who writes there now. */
  anchorAt(mark: Mark): CommentAnchor | undefined;
}

/** `found` is told when more is known. */
export function articleOf(life: AbortSignal, found: () => void): Article {
  const whereabouts = places(life, found);
  let element: HTMLElement | null = null;
  let questions: Question[] = [];
  let marks: Mark[] = [];

  const questionOf = ({ question }: CommentAnchor) =>
    question === undefined ? undefined : questions.find(({ key }) => key === question);

  function spanOf(anchor: CommentAnchor): Span | null | undefined {
    const { article: text } = whereabouts;
    const asked = questionOf(anchor);
    return asked ? text && spanOfElement(text, asked.element) : whereabouts.of(anchor);
  }

  function passageMarks(text: ArticleText, comments: readonly Comment[]): PassageMark[] {
    const passages = new Map<string, PassageMark>();
    for (const comment of comments) {
      if (!comment.anchor || questionOf(comment.anchor)) continue;
      const span = whereabouts.of(comment.anchor);
      if (!span) continue;
      const place = `${span.start}-${span.end}`;
      const passage = passages.get(place) ?? new PassageMark(text, span);
      passages.set(place, passage);
      passage.comments.push(comment);
    }
    return [...passages.values()];
  }

  return {
    get element() {
      return element;
    },
    get text() {
      return whereabouts.article;
    },
    read(now) {
      element = now;
      whereabouts.read(now);
      questions = now ? questionsIn(now) : [];
    },
    seekAll: whereabouts.seekAll,
    questionOf,
    rangeOf(anchor) {
      const span = spanOf(anchor);
      // A question beside a picture has no words.
      return span && span.end > span.start ? (whereabouts.article?.rangeOf(span) ?? null) : null;
    },
    isGone: (anchor) => !questionOf(anchor) && whereabouts.of(anchor) === null,
    get marks() {
      return marks;
    },
    mark(comments) {
      const { article: text } = whereabouts;
      const asked = text ? questions.map((question) => questionMark(text, question, comments)) : [];
      marks = [...(text ? passageMarks(text, comments) : []), ...asked].sort((a, b) => a.start - b.start);
    },
    markOf(anchor) {
      const question = questionOf(anchor);
      const there = whereabouts.of(anchor);
      return marks.find(({ span, asked }) =>
        question || asked
          ? question?.key === asked?.key
          : span.start === there?.start && span.end === there.end,
      );
    },
    anchorAt({ span, asked, words, comments }) {
      const { article: text } = whereabouts;
      if (!text) return undefined;
      if (asked) return anchorOf(text, asked);
      const described = describe(text.text, span);
      // Other words than the mark's own, by a blank or half a character, would make another mark.
      const isSame = typeof described === "object" && described.exact === words;
      return isSame ? described : comments[0]?.anchor;
    },
  };
}
