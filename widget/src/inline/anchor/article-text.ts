// The text of an article as a reader sees it, in one string, and the way between places in it and in the document.
import type { Span } from "./anchor";

export interface ArticleText {
  readonly text: string;
  /** What of the range lies in the article; null for a range that is elsewhere. */
  spanOf(range: Range): Span | null;
  rangeOf(span: Span): Range;
}

/** A stretch of a text node that stands in the text unit for unit. */
interface Run {
  readonly node: Text;
  /** Where it begins in the node, and where in the text. */
  readonly from: number;
  readonly at: number;
  readonly length: number;
}

/** Not read as words, or not the author's. */
const SKIPPED =
  "script,style,noscript,template,textarea,select,datalist,iframe,object,audio,video,canvas,rp,[hidden],[aria-hidden=true],[data-rejoinder-mark]";
const OURS = /^rejoinder-/;

/** Their edges part words. By name, since to ask for the style of every element is slow. */
const BLOCK =
  /^(address|article|aside|blockquote|body|br|caption|center|d[dlt]|details|dialog|div|fieldset|fig(caption|ure)|foot(er)?|form|h[1-6r]|header|hgroup|legend|li|main|menu|nav|[ou]l|optgroup|p|pre|search|section|summary|t(able|body|d|foot|h|head|r))$/;

/** White space, but not what JavaScript counts as such and no reader sees. */
const BLANK = /[^\S\ufeff]/;
/** As there is one of them in a text. */
const OTHER_BLANKS = /[^\S \ufeff]/g;
/** Words with one blank between them: soft hyphens and joiners without a width, which end a stretch, are not text. */
const STRETCH = /[^\s\xad\u200b\u2060\ufeff]+(?:[^\S\ufeff][^\s\xad\u200b\u2060\ufeff]+)*/g;

/** A picture of the moment: when the article changes, take another. */
export function articleText(article: Element): ArticleText {
  const runs: Run[] = [];
  let text = "";
  let parted = false;

  function add(node: Text) {
    const { data } = node;
    let last = 0;
    for (const { 0: stretch, index } of data.matchAll(STRETCH)) {
      parted ||= BLANK.test(data.slice(last, index));
      if (parted && text) text += " ";
      runs.push({ node, from: index, at: text.length, length: stretch.length });
      text += stretch.replace(OTHER_BLANKS, " ");
      parted = false;
      last = index + stretch.length;
    }
    parted ||= BLANK.test(data.slice(last));
  }

  for (const node of steps(article)) {
    if (node instanceof Text) add(node);
    else if (node instanceof Element && BLOCK.test(node.localName)) parted = true;
  }

  /** How much of the text stands before a point of the document. */
  function offsetOf(node: Node, offset: number): number {
    const point = new Range();
    point.setStart(node, offset);
    const run = lastOf(runs, (run) => point.comparePoint(run.node, run.from) <= 0);
    if (!run) return 0;
    const inside = run.node === node ? offset - run.from : run.length;
    return run.at + Math.min(inside, run.length);
  }

  return {
    text,
    spanOf: (range) =>
      range.intersectsNode(article)
        ? {
            start: offsetOf(range.startContainer, range.startOffset),
            end: offsetOf(range.endContainer, range.endOffset),
          }
        : null,
    rangeOf({ start, end }) {
      const range = article.ownerDocument.createRange();
      range.selectNodeContents(article);
      const first = lastOf(runs, ({ at }) => at <= start);
      if (first) range.setStart(first.node, first.from + Math.min(start - first.at, first.length));
      // A passage ends with its last word, not before the first of the next element.
      const last = lastOf(runs, ({ at }) => at < end);
      if (last) range.setEnd(last.node, last.from + Math.min(end - last.at, last.length));
      return range;
    },
  };
}

/** Text nodes as they follow each other, and elements as they begin and as they end. */
function* steps(article: Element): Generator<Node> {
  let node: Node = article;
  let begins = true;
  while (true) {
    yield node;
    const inside: Node | null = begins && !isSkipped(node) ? node.firstChild : null;
    const next: Node | null = inside ?? (node === article ? null : (node.nextSibling ?? node.parentNode));
    if (!next) return;
    begins = next !== node.parentNode;
    node = next;
  }
}

const isSkipped = (node: Node): boolean =>
  node instanceof Element && (OURS.test(node.localName) || node.matches(SKIPPED));

/** The last for which it holds, of a list where it holds up to one and for none after it. */
function lastOf<T>(list: readonly T[], holds: (item: T) => boolean): T | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle] as T)) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
