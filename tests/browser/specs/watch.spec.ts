// How soon an article is read again after a change, by a clock that only moves when something is waited for.
import { showArticle } from "../support/anchoring/page";
import { expect, test } from "../support/test";

test("an article that changes or is replaced all the time is read ever later, until it was calm, whatever ticks elsewhere", async ({ page }) => {
  await showArticle(page, "<p>Words.</p>");
  const [first, busy, calm, replaced] = await page.evaluate(async () => {
    let now = 0;
    let due = () => {};
    const pauses: number[] = [];
    performance.now = () => now;
    window.setTimeout = ((act: () => void, ms: number) => {
      due = act;
      return pauses.push(ms);
    }) as typeof setTimeout;
    const article = document.querySelector("article")!;
    anchoring.watchArticle("article", new AbortController().signal, () => {});
    const change = async (element: Element, times: number, apart: number) => {
      for (let time = 0; time < times; time++) {
        now += apart;
        element.append(".");
        await null;
        now += pauses.at(-1)!;
        due();
      }
      return pauses.at(-1)!;
    };
    const first = await change(article, 1, 20_000);
    const busy = await change(article, 8, 100);
    await change(document.body, 12, 1000);
    const calm = await change(article, 1, 0);
    for (let time = 0; time < 8; time++) {
      now += 100;
      document.querySelector("article")!.outerHTML = "<article>Other words.</article>";
      await null;
      now += pauses.at(-1)!;
      due();
    }
    return [first, busy, calm, pauses.at(-1)!];
  });
  expect(first).toBe(100);
  expect(busy).toBe(3200);
  expect(calm).toBe(100);
  expect(replaced).toBe(3200);
});
