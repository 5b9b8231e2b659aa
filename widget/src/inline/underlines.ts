// The subtle lines under passages: painted by the browser itself, so that neither the text nor its elements are touched.

import { styleSheet, uniqueId } from "./lent";

export interface Underlines {
  show(ranges: Range[]): void;
  /** Tints one passage; the words one has come to, or those that are being talked about. */
  tint(range: Range | null): void;
}

const ACCENT = "var(--rejoinder-accent,color-mix(in oklab,currentColor 30%,oklch(.6 .19 258)))";

const rules = (line: string, tint: string) =>
  `@media screen{::highlight(${line}){text-decoration:underline 2px color-mix(in oklab,${ACCENT} 45%,transparent);text-underline-offset:.22em}` +
  `::highlight(${tint}){background-color:color-mix(in oklab,${ACCENT} 22%,transparent)}}`;

/** Where a browser cannot do it, the counts beside the text must be enough. */
export function underlines(life: AbortSignal): Underlines {
  if (!("highlights" in CSS)) return { show() {}, tint() {} };
  const name = `rejoinder-${uniqueId()}`;
  const names = [name, `${name}-tint`] as const;
  const sheet = styleSheet(rules(...names));
  document.adoptedStyleSheets.push(sheet);
  const set = (which: string, ranges: Range[]) => CSS.highlights.set(which, new Highlight(...ranges));
  life.addEventListener(
    "abort",
    () => {
      for (const one of names) CSS.highlights.delete(one);
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    },
    { once: true },
  );
  return {
    show: (ranges) => set(names[0], ranges),
    tint: (range) => set(names[1], range ? [range] : []),
  };
}
