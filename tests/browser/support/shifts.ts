// How much of the page jumped, as the browser itself measures it.
import type { Page } from "@playwright/test";

interface Shift {
  value: number;
  startTime: number;
  sources: string[];
}

interface Entry extends PerformanceEntry {
  value: number;
  sources: { node: Node | null }[];
}

declare global {
  interface Window {
    shifts: Shift[];
  }
}

/** To be called before the page is opened. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, startTime, sources } of list.getEntries() as Entry[]) {
        const moved = sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 80) : "?"));
        window.shifts.push({ value, startTime, sources: moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Two frames from now everything that was to be painted is. */
export const painted = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((done) =>
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))),
      ),
  );

export async function shiftsSince(page: Page, start: number): Promise<Shift[]> {
  await painted(page);
  return page.evaluate((from) => window.shifts.filter(({ startTime }) => startTime >= from), start);
}
