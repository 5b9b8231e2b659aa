// Where passages are on the screen.

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The last character; null where it is not shown. */
export function endOf(range: Range): Box | null {
  const { endContainer, endOffset } = range;
  if (!(endContainer instanceof Text) || endOffset === 0) return lastBox(range);
  const last = document.createRange();
  last.setStart(endContainer, endOffset - 1);
  last.setEnd(endContainer, endOffset);
  return lastBox(last);
}

export const lastBox = (what: Range | Element): Box | null => [...what.getClientRects()].at(-1) ?? null;

/** What is seen of an element that scrolls within the page; null where the page itself scrolls. */
export function shownPart(element: Element): Box | null {
  for (let at = element; at !== document.body && at.parentElement; at = at.parentElement)
    if (at.scrollHeight > at.clientHeight && /auto|scroll/.test(getComputedStyle(at).overflowY))
      return at.getBoundingClientRect();
  return null;
}

export const holds = ({ left, right, top, bottom }: Box, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

export const clamped = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, most));

/** Without the scroll bar. */
export const windowWidth = (): number => document.documentElement.clientWidth;

/** To a place in the window, for what stands in a layer that begins at `origin`. */
export function moveTo(
  element: HTMLElement,
  left: number,
  top: number,
  origin: { x: number; y: number },
): void {
  element.style.setProperty("left", `${left - origin.x}px`);
  element.style.setProperty("top", `${top - origin.y}px`);
}

/** Where a click and a selection have a meaning already. */
export const CONTROLS =
  "a[href], button, input, select, textarea, label, summary, [contenteditable], [role=button]";
