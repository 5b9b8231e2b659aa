// inline.js: comments in the article itself. Loaded by embed.js for a page that names its article; see own-script.ts.
import { scrollTo } from "./inline/arrive";
import { articleOf } from "./inline/article";
import { CONTROLS, holds } from "./inline/geometry";
import { idle } from "./inline/idle";
import type { InlineParts } from "./inline/inline-parts";
import { knownComments } from "./inline/known";
import { layer } from "./inline/layer";
import type { Mark } from "./inline/mark";
import { marks } from "./inline/marks";
import { popover } from "./inline/popover";
import { place } from "./inline/quotation";
import { selecting } from "./inline/selection";
import { underlines } from "./inline/underlines";
import { isSelector, watchArticle } from "./inline/watch";
import { inlineLanguage } from "./text/languages";
import type { CommentAnchor } from "./types";

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

export function startInline(parts: InlineParts): Inline {
  const { context, selector, head, list } = parts;
  const { text } = inlineLanguage(context.language);
  const { life } = context;
  if (!isSelector(selector)) {
    console.error(`Rejoinder: ${text.badArticle(selector)}`);
    return { place() {}, refresh() {} };
  }

  const comments = knownComments(parts.first, parts.comments);
  const above = layer(head.element, life);
  const lines = underlines(life);
  const article = articleOf(life, () => later(showAll));
  const counts = marks(above, text, openMark, () => later(showLines));
  const waiting = new Set<() => void>();
  let fading: ReturnType<typeof setTimeout> | undefined;

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
      if (comment.anchor && quotation) placeQuotation(quotation, comment.anchor);
    }
    if (box.subject) tint(article.rangeOf(box.subject));
    box.refresh();
  }

  /** With each line more the browser has more to do whenever anything on the page changes. */
  function showLines() {
    const passages = counts.near().filter(({ asked }) => !asked);
    lines.show(passages.map(({ range }) => range));
  }

  function moveAll() {
    counts.place();
    offer.place();
    box.place();
  }

  function tint(range: Range | null) {
    clearTimeout(fading);
    lines.tint(range);
  }

  const box = popover({
    parts,
    text,
    layer: above,
    questionOf: (anchor) => article.questionOf(anchor)?.words,
    commentsOn(anchor) {
      const mark = article.markOf(anchor);
      if (mark) return mark.comments;
      // Its place may be gone while somebody reads or writes about it.
      return comments().filter((comment) => comment.anchor?.exact === anchor.exact);
    },
    boxOf(anchor) {
      const what = article.rangeOf(anchor) ?? article.questionOf(anchor)?.element;
      const box = what?.getBoundingClientRect();
      return box?.height ? box : null;
    },
    tint: (anchor) => tint(anchor && article.rangeOf(anchor)),
    focusOn(anchor) {
      const mark = buttonOf(anchor);
      const range = mark ? null : article.rangeOf(anchor);
      mark?.focus({ preventScroll: true });
      if (range) offer.restore(range);
    },
  });

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

  function openMark(key: string) {
    const mark = article.marks.find((one) => one.key === key);
    const anchor = mark && article.anchorAt(mark);
    if (anchor) open(anchor, false);
  }

  function open(anchor: CommentAnchor, toForm: boolean) {
    // The page may have got other colours since it was read.
    if (article.element) above.dress(article.element);
    box.open(anchor, toForm);
  }

  function placeQuotation(quotation: Element, anchor: CommentAnchor) {
    const asked = article.questionOf(anchor);
    const range = article.rangeOf(anchor);
    const whereabouts = asked || range ? "here" : article.isGone(anchor) ? "gone" : "";
    // What stands here is said in the article's own words: an anchor's may be anybody's.
    const words = range?.toString() ?? asked?.words ?? anchor.exact;
    place(quotation, words, whereabouts, text, (event) => goTo(anchor, event));
  }

  /** Tinted for a moment. */
  function goTo(anchor: CommentAnchor, event: Event) {
    const range = article.rangeOf(anchor);
    if (!range) return;
    event.preventDefault();
    scrollTo(range);
    tint(range);
    fading = setTimeout(() => lines.tint(null), TINT_MS);
    buttonOf(anchor)?.focus({ preventScroll: true });
  }

  /** A click on the words of a passage, where it means nothing else. */
  function onClick({ target, clientX, clientY, button, defaultPrevented }: MouseEvent) {
    if (defaultPrevented || button !== 0 || !(target instanceof Element)) return;
    if (!article.element?.contains(target) || !document.getSelection()?.isCollapsed) return;
    if (target.closest(CONTROLS) || getComputedStyle(target).cursor === "pointer") return;
    const mark = markAt(target, clientX, clientY);
    if (mark) openMark(mark.key);
  }

  /** The shortest of the passages that have words of the element's own at a point. */
  function markAt(target: Element, x: number, y: number): Mark | undefined {
    const own = [...target.childNodes].filter((node) => node instanceof Text);
    const isThere = ({ range, asked }: Mark) =>
      !asked &&
      own.some((node) => range.intersectsNode(node)) &&
      [...range.getClientRects()].some((rect) => holds(rect, x, y));
    const there = article.marks.filter(isThere);
    return there.sort((a, b) => a.words.length - b.words.length)[0];
  }

  const sizes = new ResizeObserver(() => later(moveAll));
  sizes.observe(document.body);

  const read = (element: HTMLElement | null) => {
    if (article.element !== element) {
      if (article.element) sizes.unobserve(article.element);
      if (element) sizes.observe(element);
    }
    article.read(element);
    if (element) above.dress(element);
    const anchors = comments().flatMap(({ anchor }) => anchor ?? []);
    if (anchors.length > MANY) article.seekAll(anchors, showAll);
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
