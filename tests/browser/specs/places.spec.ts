// The time in which changed passages are looked for is measured out, whatever the anchors are and however often the article changes.
import type { Page } from "@playwright/test";
import { showArticle } from "../support/anchoring/page";
import { expect, test } from "../support/test";

const MANY = 700;

const words = (n: number): string => `Of ${n * 7919} waves at the ${n % 7} quays ${n * n} broke before noon, and ${n * 31} after it.`;
const html = Array.from({ length: MANY }, (_, n) => `<p>${words(n)}</p>`).join("");

/** Another word stood in each; the shortest come last. */
const anchors = Array.from({ length: MANY }, (_, n) => {
  const exact = n < MANY - 20 ? words(n) : words(n).slice(0, -15);
  return { exact: exact.replace("broke", "rose"), prefix: words(n - 1).slice(-32), suffix: "" };
});

/** How many are found in the article as it is, and after each of some changes far from all of them; by a clock of which every
 * look takes 6 ms, so that what is counted are looks. */
const foundAfter = (page: Page, changes: number) =>
  page.evaluate(
    async ({ anchors, changes }) => {
      let now = 0;
      performance.now = () => (now += 6);
      window.requestIdleCallback = (act) => Number(queueMicrotask(() => act({ didTimeout: true, timeRemaining: () => 0 })));
      let told = () => {};
      const places = anchoring.places(new AbortController().signal, () => told());
      const article = document.querySelector("article")!;
      const counts: number[][] = [];
      for (let change = 0; change <= changes; change++) {
        if (change > 0) article.append(` ${change}`);
        places.read(article);
        const all = new Promise<void>((resolve) => (told = resolve));
        for (const anchor of anchors) places.of(anchor);
        await all;
        const found = anchors.map((anchor) => places.of(anchor));
        counts.push([found.filter(Boolean).length, found.slice(-20).filter(Boolean).length, found.indexOf(undefined)]);
      }
      return counts;
    },
    { anchors, changes },
  );

test("what there is no time for counts as gone, the longest first; a change of the article makes no more time, and what was found is found again", async ({ page }) => {
  await showArticle(page, html);
  const [first, ...later] = await foundAfter(page, 5);
  const [found, short, unknown] = first!;
  expect(found).toBeGreaterThan(400);
  expect(found).toBeLessThan(600);
  expect(short).toBe(20);
  expect(unknown).toBe(-1);
  for (const [again] of later) expect(again).toBe(found);
});

test("what is known of an article's words is kept while it is away", async ({ page }) => {
  await showArticle(page, html);
  const [found, gone] = await page.evaluate(async (anchor) => {
    let told = () => {};
    const known = new Promise<void>((resolve) => (told = resolve));
    const places = anchoring.places(new AbortController().signal, () => told());
    const article = document.querySelector("article")!;
    const other = { exact: "nothing of this kind stands anywhere" };
    places.read(article);
    places.of(anchor);
    places.of(other);
    await known;
    places.read(null);
    places.read(article);
    return [places.of(anchor), places.of(other)];
  }, anchors[3]!);
  expect(found).toBeTruthy();
  expect(gone).toBeNull();
});
