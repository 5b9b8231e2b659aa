// What a reader's browser holds when all of a thread of 2,000 comments is on the page, as far as each client can bring it there: Rejoinder's
// widget has 30 threads at first and 30 more at each press, Waline 10, Isso has all at once.

import { allLoaded } from "../browser/visit.mjs";
import { each, settingsOf, withWidgets } from "../browser/widgets.mjs";
import { lessIsBetter } from "../compare.mjs";
import { inTurns } from "../turns.mjs";

/** @typedef {import('../browser/visit.mjs').Held} Held */

/** Of 100 comments each. */
const THREADS = 20;
const NO_COMMENTS = "none";
const MIB = 2 ** 20;

/**
 * @param {{turns: number}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export function measureWidgetMemory({ turns }) {
  return withWidgets(THREADS, async ({ widgets, browser, address }) => {
    const visit = (/** @type {string} */ name) =>
      allLoaded(browser, address(name), widgets[name]?.more ?? null);
    const empty = await visit(NO_COMMENTS);
    const views = await inTurns(turns, each(widgets, visit));
    const facts = {
      ...Object.fromEntries(Object.entries(views).map(([name, all]) => [name, inWords(all)])),
      "the page without comments": `${(empty.heap / MIB).toFixed(1)} MiB`,
    };
    const rows = [
      lessIsBetter({ what: "JavaScript heap", unit: "MiB", views, of: ({ heap }) => heap / MIB, facts }),
      lessIsBetter({ what: "DOM nodes", unit: "", views, of: ({ nodes }) => nodes }),
    ];
    const settings = { turns, ...settingsOf(browser), processor: "at full speed", network: "loopback" };
    return {
      name: "widget-memory",
      title: "A page with 2,000 comments loaded, after a collection",
      settings,
      rows,
    };
  });
}

/** @param {Held[]} views */
function inWords(views) {
  const least = Math.min(...views.map(({ comments }) => comments));
  return `${least} comments after ${views[0].presses} presses of "more";`;
}
