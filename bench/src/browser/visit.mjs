// One reader's first visit to a page, with nothing in the browser's cache.

import { setTimeout as sleep } from "node:timers/promises";
import { COMMENT, pressForMore, watch } from "./probe.mjs";
import { slowDown, watchTraffic } from "./traffic.mjs";

/** @typedef {import('./chromium.mjs').Browser} Browser */
/** @typedef {import('./chromium.mjs').Page} Page */
/** @typedef {import('./probe.mjs').Watched} Watched */

/** A phone's. */
export const VIEWPORT = { width: 412, height: 915 };
/** A page that has asked for nothing so long asks for nothing more. */
const QUIET_MS = 2_000;
const PATIENCE_MS = 90_000;

/**
 * @template T
 * @param {Browser} browser
 * @param {(page: Page, session: import('./chromium.mjs').Session) => Promise<T>} see
 * @returns {Promise<T>}
 */
async function asNewReader(browser, see) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: "en-GB" });
  try {
    const page = await context.newPage();
    await page.addInitScript(watch, COMMENT);
    return await see(page, await context.newCDPSession(page));
  } finally {
    await context.close();
  }
}

/** @typedef {{painted: number, tasks: number[], shifts: number[], load: import('./traffic.mjs').Load}} FirstView */

/**
 * What a reader with a slow phone on a slow network gets before doing anything.
 * @param {Browser} browser @param {string} address @returns {Promise<FirstView>}
 */
export function firstView(browser, address) {
  return asNewReader(browser, async (page, session) => {
    const traffic = await watchTraffic(session, new URL(address).origin);
    await slowDown(session);
    await page.goto(address, { waitUntil: "commit", timeout: PATIENCE_MS });
    const painted = await untilPainted(page);
    while (traffic.quietFor() < QUIET_MS) await sleep(100);
    const { tasks, shifts } = await page.evaluate(() => {
      const { tasks, shifts } = /** @type {Watched} */ (/** @type {unknown} */ (window)).seen;
      return { tasks, shifts };
    });
    return { painted, tasks, shifts, load: await traffic.load() };
  });
}

/** @param {Page} page @returns {Promise<number>} */
async function untilPainted(page) {
  const painted = await page.waitForFunction(
    () => /** @type {Watched} */ (/** @type {unknown} */ (window)).seen.painted,
    null,
    { polling: 100, timeout: PATIENCE_MS },
  );
  return /** @type {number} */ (await painted.jsonValue());
}

/** @typedef {{heap: number, nodes: number, comments: number, presses: number}} Held `heap` in bytes */

/**
 * What a page holds once all comments of its thread are there.
 * @param {Browser} browser @param {string} address @param {string | null} more what to press for more; null where there are no comments
 * @returns {Promise<Held>}
 */
export function allLoaded(browser, address, more) {
  return asNewReader(browser, async (page, session) => {
    await page.goto(address, { timeout: PATIENCE_MS });
    let pressed = { comments: 0, presses: 0 };
    if (more !== null) {
      await untilPainted(page);
      pressed = await page.evaluate(pressForMore, { comment: COMMENT, more });
    }
    await session.send("HeapProfiler.enable");
    await session.send("HeapProfiler.collectGarbage");
    await session.send("Performance.enable");
    const { metrics } = await session.send("Performance.getMetrics");
    const metric = (/** @type {string} */ wanted) =>
      metrics.find(({ name }) => name === wanted)?.value ?? NaN;
    return { heap: metric("JSHeapUsedSize"), nodes: metric("Nodes"), ...pressed };
  });
}
