// What a reader's browser does with a thread: Rejoinder's widget beside other servers' own clients, on the same page, phone and network.

import { NETWORK, SLOWER } from "../browser/traffic.mjs";
import { firstView } from "../browser/visit.mjs";
import { each, settingsOf, withWidgets } from "../browser/widgets.mjs";
import { lessIsBetter } from "../compare.mjs";
import { inTurns } from "../turns.mjs";

/** @typedef {import('../browser/visit.mjs').FirstView} FirstView */
/** @typedef {import('../browser/traffic.mjs').Weight} Weight */

const CIRCUMSTANCES = {
  processor: `${SLOWER} times slower; servers at full speed on the same machine`,
  network: { ...NETWORK, protocol: "HTTP/1.1, no TLS" },
  third_parties: "not reached: their requests fail at once, and are counted but not weighed",
  first_comment: "from the navigation to the frame after the one with a comment's text in view",
  layout_shift: "the sum of all shifts",
};

/**
 * @param {{turns: number}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export function measureWidget({ turns }) {
  return withWidgets(1, async ({ widgets, browser, address }) => {
    const visit = (/** @type {string} */ name) => firstView(browser, address(name));
    const views = await inTurns(turns, each(widgets, visit));
    const settings = { turns, ...settingsOf(browser), ...CIRCUMSTANCES };
    const title = `The first view of 100 comments in a browser, ${SLOWER}x slower processor, slow 4G`;
    return { name: "widget", title, settings, rows: rowsOf(views) };
  });
}

/** @param {Record<string, FirstView[]>} views */
function rowsOf(views) {
  const row = (
    /** @type {string} */ what,
    /** @type {string} */ unit,
    /** @type {(view: FirstView) => number} */ of,
    /** @type {{target?: number, facts?: Record<string, unknown>}} */ more = {},
  ) => lessIsBetter({ what, unit, views, of, ...more });
  const facts = Object.fromEntries(
    Object.entries(views).map(([name, [first]]) => [name, partsInWords(first)]),
  );
  return [
    row("bytes of bodies, raw", "B", inAll("raw")),
    row("bytes of bodies, gzip -9", "B", inAll("gzip")),
    row("bytes of bodies, brotli 11", "B", inAll("brotli")),
    row("bytes that came, with headers", "B", inAll("wire"), { facts }),
    row("requests", "", ({ load }) => load.requests),
    row("of them to third parties", "", ({ load }) => load.toThirdParties, { target: 0 }),
    row("first comment painted", "ms", ({ painted }) => painted),
    row("long tasks", "", ({ tasks }) => tasks.length),
    row("longest task", "ms", ({ tasks }) => Math.max(0, ...tasks)),
    row("total blocking time", "ms", ({ tasks }) => sum(tasks.map((duration) => duration - 50))),
    row("layout shift", "", ({ shifts }) => sum(shifts), { target: 0 }),
  ];
}

const sum = (/** @type {number[]} */ values) => values.reduce((total, value) => total + value, 0);

/** @param {keyof Weight} measure @returns {(view: FirstView) => number} */
const inAll = (measure) => (view) => sum(Object.values(view.load.parts).map((weight) => weight[measure]));

/** @param {FirstView} view */
function partsInWords({ load: { parts } }) {
  const words = Object.entries(parts).map(
    ([part, { raw, gzip, brotli, wire }]) => `${part} ${raw} raw ${gzip} gzip ${brotli} brotli ${wire} came`,
  );
  return `${words.join(", ")};`;
}
