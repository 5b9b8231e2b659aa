// inline.js: comments in the article itself. Loaded by embed.js for a page that names its article; see own-script.ts.
import { arrival } from "./inline/arrive";
import { articleOf } from "./inline/article";
import { onPassages } from "./inline/clicks";
import { counts as countsOn } from "./inline/counts";
import { clamped, moveTo, windowWidth } from "./inline/geometry";
import { idle } from "./inline/idle";
import type { InlineParts } from "./inline/inline-parts";
import { knownComments } from "./inline/known";
import { layer } from "./inline/layer";
import type { Mark } from "./inline/mark";
import { opening } from "./inline/opening";
import { quote } from "./inline/quotation";
import { selecting } from "./inline/selection";
import { slotOf } from "./inline/slot";
import { underlines } from "./inline/underlines";
import { isSelector, watchArticle } from "./inline/watch";
import { inlineLanguage } from "./text/languages";
import type { CommentAnchor } from "./types";
import type { PopoverHost } from "./write/popover";

declare const VERSION: string;

/** Must be that of embed.js: what belongs together was built together. */
export const version = VERSION;

/** What a thread may ask of this script. */
export interface Inline {
  /** Makes a quotation the way to its place, or says that it has none any more. */
  quote(quotation: Element, anchor: CommentAnchor): void;
  /** The comments have changed. */
  refresh(): void;
}

/** So many are not looked for in the same go in which the article was read. */
const MANY = 50;
/** So far from the window's sides what is open stays. */
const EDGE = 8;

export function startInline(parts: InlineParts): Inline {
  const { context, selector, head, list } = parts;
  const { text } = inlineLanguage(context.language);
  const { life } = context;
  if (!isSelector(selector)) {
    console.error(`Rejoinder: ${text.badArticle(selector)}`);
    return { quote() {}, refresh() {} };
  }

  const comments = knownComments(parts.first, parts.comments);
  const above = layer(head.element, text.inline, life);
  const lines = underlines(life);
  // Told of more than once in a go: all is shown anew once.
  const article = articleOf(life, () => later(showAll));
  const arriving = arrival(lines, life);
  const counts = countsOn(above, text, { open: openMark, point, moved: () => later(showLines) });
  const waiting = new Set<() => void>();

  /** Much may happen at once: what is to be done is done once, before the next picture. */
  function later(act: () => void) {
    if (waiting.size === 0) {
      requestAnimationFrame(() => {
        const acts = [...waiting];
        waiting.clear();
        if (!life.aborted) for (const one of acts) one();
      });
    }
    waiting.add(act);
  }

  function showAll() {
    article.mark(comments());
    counts.show(article.element, article.marks);
    for (const { article: element, comment } of list.views.values()) {
      const quotation = comment.anchor && element.querySelector(".passage");
      if (comment.anchor && quotation) showQuotation(quotation, comment.anchor);
    }
    if (box.subject) point(null);
    box.refresh();
  }

  /** With each line more the browser has more to do whenever anything on the page changes. */
  function showLines() {
    const passages = counts.near().filter(({ asked }) => !asked);
    lines.show(passages.map(({ range }) => range));
  }

  function moveAll() {
    counts.move();
    offer.move();
    box.move();
  }

  const host: PopoverHost = {
    above: above.above,
    mayWrite: parts.mayWrite,
    viewAll: parts.viewAll,
    goTo: parts.goTo,
    slotOf,
    questionOf: (anchor) => article.questionOf(anchor)?.words,
    commentsOn(anchor) {
      const mark = article.markOf(anchor);
      if (mark) return mark.comments;
      // Its place may be gone while somebody reads or writes about it.
      return comments().filter((comment) => comment.anchor && slotOf(comment.anchor) === slotOf(anchor));
    },
    boxOf(anchor) {
      const what = article.rangeOf(anchor) ?? article.questionOf(anchor)?.element;
      const box = what?.getBoundingClientRect();
      return box?.height ? box : null;
    },
    tint: (anchor) => arriving.tint(anchor && article.rangeOf(anchor)),
    focusOn(anchor) {
      const mark = buttonOf(anchor);
      const range = mark ? null : article.rangeOf(anchor);
      mark?.focus({ preventScroll: true });
      if (range) offer.restore(range);
    },
    moveTo(element, left, top) {
      const room = windowWidth() - element.offsetWidth - EDGE;
      moveTo(element, clamped(left, EDGE, room), top, above.origin());
    },
  };
  const box = opening(parts, host, above.root.host);

  const offer = selecting({
    layer: above,
    text,
    life,
    article: () => article.element && article.text && { element: article.element, text: article.text },
    mayWrite: parts.mayWrite,
    say: context.say,
    chosen: (anchor) => open(anchor, true),
  });

  function buttonOf(anchor: CommentAnchor): HTMLButtonElement | undefined {
    const mark = article.markOf(anchor);
    const button = mark && counts.buttonOf(mark.key);
    return button?.hidden ? undefined : button;
  }

  /** Tints what a count is about while somebody is at it, else what is open. */
  function point(mark: Mark | null) {
    arriving.tint(mark ? mark.range : box.subject && article.rangeOf(box.subject));
  }

  function openMark(mark: Mark) {
    const anchor = article.anchorAt(mark);
    if (anchor) open(anchor, false);
  }

  function open(anchor: CommentAnchor, toForm: boolean) {
    // The page may have got other colours since it was read.
    if (article.element) above.dress(article.element);
    box.open(anchor, toForm);
  }

  function showQuotation(quotation: Element, anchor: CommentAnchor) {
    const asked = article.questionOf(anchor);
    const range = article.rangeOf(anchor);
    const whereabouts = asked || range ? "here" : article.isGone(anchor) ? "gone" : "";
    // What stands here is said in the article's own words: an anchor's may be anybody's.
    const words = asked?.words ?? range?.toString() ?? anchor.exact;
    quote(quotation, words, whereabouts, text, (event) => goTo(anchor, event));
  }

  function goTo(anchor: CommentAnchor, event: Event) {
    const range = article.rangeOf(anchor);
    if (!range) return;
    event.preventDefault();
    arriving.goTo(range);
    buttonOf(anchor)?.focus({ preventScroll: true });
  }

  function onScroll({ target }: Event) {
    const { element } = article;
    if (target === document) later(showLines);
    else if (target instanceof Node && (target.contains(element) || element?.contains(target)))
      later(moveAll);
  }

  const sizes = new ResizeObserver(() => later(moveAll));
  sizes.observe(document.body);

  const read = (element: HTMLElement | null) => {
    const isOther = article.element !== element;
    if (isOther) {
      if (article.element) sizes.unobserve(article.element);
      if (element) sizes.observe(element);
    }
    article.read(element);
    if (element) above.dress(element);
    const anchors = comments().flatMap(({ anchor }) => anchor ?? []);
    if (anchors.length > MANY) article.seekAll(anchors, () => later(showAll));
    else showAll();
    if (isOther) offer.look();
  };
  // Not in the same go with all that came before.
  idle(() => watchArticle(selector, life, read));
  for (const type of ["resize", "load"]) addEventListener(type, () => later(moveAll), { signal: life });
  onPassages(article, life, openMark);
  document.addEventListener("scroll", onScroll, { signal: life, capture: true, passive: true });
  document.fonts.addEventListener("loadingdone", () => later(moveAll), { signal: life });
  life.addEventListener("abort", () => sizes.disconnect(), { once: true });

  return { quote: showQuotation, refresh: () => later(showAll) };
}
