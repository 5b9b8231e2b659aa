// A click on the words of a passage opens it, where it means nothing else.
import type { Article } from "./article";
import { CONTROLS, holds } from "./geometry";
import type { Mark } from "./mark";

export function onPassages(article: Article, life: AbortSignal, open: (mark: Mark) => void): void {
  function clicked({ target, clientX, clientY, button, defaultPrevented }: MouseEvent) {
    if (defaultPrevented || button !== 0 || !(target instanceof Element)) return;
    if (!article.element?.contains(target) || !document.getSelection()?.isCollapsed) return;
    if (target.closest(CONTROLS) || getComputedStyle(target).cursor === "pointer") return;
    const mark = markAt(target, clientX, clientY);
    if (mark) open(mark);
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

  document.addEventListener("click", clicked, { signal: life });
}
