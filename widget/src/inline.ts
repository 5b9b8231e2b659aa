// inline.js: comments in the article itself. Loaded by embed.js for a page that names its article; see own-script.ts.
import type { Span } from "./inline/anchor/anchor";
import type { ArticleText } from "./inline/anchor/article-text";
import { describe } from "./inline/anchor/describe";
import { CONTROLS, endOf, holds, lastBox } from "./inline/geometry";
import { idle } from "./inline/idle";
import type { InlineParts } from "./inline/inline-parts";
import { layer } from "./inline/layer";
import { firstWords } from "./inline/lent";
import { type Mark, marks } from "./inline/marks";
import { places } from "./inline/places";
import { popover, type Subject } from "./inline/popover";
import { anchorOf, type Question, questionsIn, spanOfElement } from "./inline/questions";
import { place } from "./inline/quotation";
import { selecting } from "./inline/selection";
import { underlines } from "./inline/underlines";
import { isSelector, watchArticle } from "./inline/watch";
import { inlineLanguage } from "./text/languages";
import type { Comment, CommentAnchor } from "./types";

declare const VERSION: string;

/** Must be that of embed.js: what belongs together was built together. */
export const version = VERSION;

/** What a thread may ask of this script. */
export interface Inline {
  /** Makes a quotation the way to its place, or says that it has none any more. */
  place(quotation: Element, anchor: CommentAnchor): void;
  /** The comments have changed. */
  refresh(): void;
}

/** So many are not looked for in the same go in which the article was read. */
const MANY = 50;
const TINT_MS = 2000;
const NAME_WORDS = 6;

interface Passage {
  readonly span: Span;
  readonly comments: Comment[];
}

interface PlacedMark extends Mark {
  readonly start: number;
}

/** Its range is made when it is wanted: of many, most are far from what is read. */
class PassageMark implements PlacedMark {
  #range: Range | undefined;

  constructor(
    readonly key: string,
    readonly name: string,
    readonly comments: readonly Comment[],
    readonly article: ArticleText,
    readonly span: Span,
  ) {}

  get start(): number {
    return this.span.start;
  }

  get range(): Range {
    this.#range ??= this.article.rangeOf(this.span);
    return this.#range;
  }
}

export function startInline(parts: InlineParts): Inline {
  const { context, selector, head, list } = parts;
  const { text } = inlineLanguage(context.language);
  const { life } = context;
  if (!isSelector(selector)) {
    console.error(`Rejoinder: ${text.badArticle(selector)}`, (head.element.getRootNode() as ShadowRoot).host);
    return { place() {}, refresh() {} };
  }

  const known = new Map(parts.first.map((comment) => [comment.id, comment]));
  const above = layer(head.element, life);
  const lines = underlines(life);
  const found = places(life, () => later(showAll));
  const counts = marks(
    above,
    text,
    (key) => openMark(key),
    () => later(showLines),
  );
  let article: HTMLElement | null = null;
  let questions: Question[] = [];
  let shown: Mark[] = [];
  let waiting: Set<() => void> | null = null;

  /** Much may happen at once: what is to be done is done once, before the next picture. */
  function later(act: () => void) {
    if (!waiting) {
      const acts = new Set<() => void>();
      waiting = acts;
      requestAnimationFrame(() => {
        waiting = null;
        if (!life.aborted) for (const one of acts) one();
      });
    }
    waiting.add(act);
  }

  /** Every inline comment that is known, newest first. */
  function comments(): Comment[] {
    const { gone } = parts.comments;
    for (const id of known.keys()) if (gone.has(id) || parts.comments.get(id)?.deleted) known.delete(id);
    const all = new Map(known);
    for (const comment of parts.comments.inline) {
      all.set(comment.id, comment);
      if (!comment.id.startsWith("~")) known.set(comment.id, comment);
    }
    const isShown = ({ id, status }: Comment) =>
      !parts.comments.get(id)?.deleted && (!status || status === "held");
    return [...all.values()].filter(isShown).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  const questionOf = ({ question }: CommentAnchor): Question | undefined =>
    question === undefined ? undefined : questions.find(({ key }) => key === question);

  const keyOf = ({ start, end }: Span) => `${start}-${end}`;

  function passagesOf(all: readonly Comment[]): Map<string, Passage> {
    const passages = new Map<string, Passage>();
    for (const comment of all) {
      if (!comment.anchor || questionOf(comment.anchor)) continue;
      const span = found.of(comment.anchor);
      if (!span) continue;
      const there = passages.get(keyOf(span));
      if (there) there.comments.push(comment);
      else passages.set(keyOf(span), { span, comments: [comment] });
    }
    return passages;
  }

  function marksOf(all: readonly Comment[]): Mark[] {
    const { article: read } = found;
    if (!read) return [];
    const made: PlacedMark[] = [];
    for (const [key, { span, comments }] of passagesOf(all)) {
      const name = text.onWords(
        comments.length,
        firstWords(read.text.slice(span.start, span.end), NAME_WORDS),
      );
      made.push(new PassageMark(key, name, comments, read, span));
    }
    for (const { key, words, element } of questions) {
      const span = spanOfElement(read, element) ?? { start: 0, end: 0 };
      const answers = all.filter(({ anchor }) => anchor?.question === key);
      const range = span.end > span.start ? read.rangeOf(span) : document.createRange();
      made.push({ key: `? ${key}`, name: words, comments: answers, range, asks: element, start: span.end });
    }
    return made.sort((a, b) => a.start - b.start);
  }

  function showAll() {
    shown = marksOf(comments());
    counts.show(article, shown);
    for (const { article: element, comment } of list.views.values()) {
      const quotation = comment.anchor && element.querySelector(".passage");
      if (comment.anchor && quotation) placeQuotation(quotation, comment.anchor);
    }
    if (box.subject) lines.tint(rangeOf(box.subject.anchor));
    box.refresh();
  }

  /** With each line more the browser has more to do whenever anything on the page changes. */
  function showLines() {
    const passages = counts.near().filter(({ asks }) => !asks);
    lines.show(passages.map(({ range }) => range));
  }

  function moveAll() {
    counts.place();
    offer.place();
    box.place();
  }

  function rangeOf(anchor: CommentAnchor): Range | null {
    const { article: read } = found;
    const asked = questionOf(anchor);
    const span = read && (asked ? spanOfElement(read, asked.element) : found.of(anchor));
    // A question beside a picture has no words.
    return span && span.end > span.start ? read.rangeOf(span) : null;
  }

  const box = popover({
    parts,
    text,
    layer: above,
    commentsOn({ anchor, question }) {
      if (question) return comments().filter((comment) => comment.anchor?.question === anchor.question);
      const span = found.of(anchor);
      return span ? (passagesOf(comments()).get(keyOf(span))?.comments ?? []) : [];
    },
    boxOf({ anchor }) {
      const asked = questionOf(anchor);
      const range = rangeOf(anchor);
      const what = range && !range.collapsed ? range : asked?.element;
      const end = what && (what instanceof Range ? endOf(what) : lastBox(what));
      if (!what || !end) return null;
      const { left, right, bottom } = end;
      return { left, right, bottom, top: what.getBoundingClientRect().top };
    },
    tint: (subject) => lines.tint(subject && rangeOf(subject.anchor)),
    focusOn({ anchor }) {
      const mark = buttonOf(anchor);
      const range = mark ? null : rangeOf(anchor);
      mark?.focus({ preventScroll: true });
      if (range) offer.restore(range);
    },
  });

  const offer = selecting({
    layer: above,
    text,
    life,
    article: () => article && found.article && { element: article, text: found.article },
    mayWrite: parts.mayWrite,
    say: context.say,
    chosen: (anchor) => box.open({ anchor }, true),
  });

  function buttonOf(anchor: CommentAnchor): HTMLButtonElement | undefined {
    const asked = questionOf(anchor);
    const span = asked ? null : found.of(anchor);
    return counts.buttonOf(asked ? `? ${asked.key}` : span ? keyOf(span) : "");
  }

  function openMark(key: string) {
    const subject = subjectOf(key);
    if (subject) box.open(subject, false);
  }

  function subjectOf(key: string): Subject | null {
    const mark = shown.find((one) => one.key === key);
    const { article: read } = found;
    if (!mark || !read) return null;
    const asked = questions.find((one) => `? ${one.key}` === key);
    if (asked) return { anchor: anchorOf(read, asked), question: asked.words };
    const span = read.spanOf(mark.range);
    const anchor = span && describe(read.text, span);
    const own = mark.comments[0]?.anchor;
    return anchor && typeof anchor === "object" ? { anchor } : own ? { anchor: own } : null;
  }

  function placeQuotation(quotation: Element, anchor: CommentAnchor) {
    const asked = questionOf(anchor);
    const range = rangeOf(anchor);
    const whereabouts = asked || range ? "here" : found.of(anchor) === null ? "gone" : "";
    // What stands here is said in the article's own words: an anchor's may be anybody's.
    const words = range?.toString() ?? asked?.words ?? anchor.exact;
    place(quotation, words, whereabouts, text, (event) => goTo(anchor, event));
  }

  /** To a third of the window, tinted for a moment. */
  function goTo(anchor: CommentAnchor, event: Event) {
    const range = rangeOf(anchor);
    if (!range) return;
    event.preventDefault();
    const element = range.startContainer.parentElement;
    for (let at = element?.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
    element?.scrollIntoView({ block: "nearest", behavior: "instant" });
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = range.getBoundingClientRect().top - innerHeight / 3;
    window.scrollBy({ top, behavior: isStill ? "instant" : "smooth" });
    lines.tint(range);
    setTimeout(() => {
      if (!life.aborted && !box.subject) lines.tint(null);
    }, TINT_MS);
    buttonOf(anchor)?.focus({ preventScroll: true });
  }

  /** A click on the words of a passage, where it means nothing else. */
  function onClick(event: MouseEvent) {
    const { target, clientX, clientY, button, defaultPrevented } = event;
    if (
      !article ||
      defaultPrevented ||
      button !== 0 ||
      !(target instanceof Element) ||
      !article.contains(target)
    )
      return;
    if (target.closest(CONTROLS) || !document.getSelection()?.isCollapsed) return;
    const key = passageAt(clientX, clientY);
    if (key) openMark(key);
  }

  /** The shortest of those that stand at a point. */
  function passageAt(x: number, y: number): string | undefined {
    const isThere = ({ range, asks }: Mark) =>
      !asks && [...range.getClientRects()].some((rect) => holds(rect, x, y));
    const there = shown.filter(isThere);
    return there.sort((a, b) => a.range.toString().length - b.range.toString().length)[0]?.key;
  }

  const sizes = new ResizeObserver(() => later(moveAll));
  sizes.observe(document.body);

  const read = (element: HTMLElement | null) => {
    if (article && article !== element) sizes.unobserve(article);
    if (element && article !== element) sizes.observe(element);
    article = element;
    found.read(element);
    questions = element ? questionsIn(element) : [];
    if (element) above.dress(element);
    const anchors = [...known.values()].flatMap(({ anchor }) => anchor ?? []);
    if (anchors.length > MANY) found.seekAll(anchors, showAll);
    else showAll();
  };
  // Not in the same go with all that came before.
  idle(() => watchArticle(selector, life, read));
  for (const type of ["resize", "load"]) addEventListener(type, () => later(moveAll), { signal: life });
  document.addEventListener("click", onClick, { signal: life });
  document.addEventListener("scroll", ({ target }) => later(target === document ? showLines : moveAll), {
    signal: life,
    capture: true,
    passive: true,
  });
  document.fonts.addEventListener("loadingdone", () => later(moveAll), { signal: life });
  life.addEventListener("abort", () => sizes.disconnect(), { once: true });

  return { place: placeQuotation, refresh: () => later(showAll) };
}
