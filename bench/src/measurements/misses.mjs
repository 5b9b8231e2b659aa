// Far more pages than the cache has room for, read as pages are read: a few very often, most hardly ever (Zipf). What does not fit is built
// anew; what that costs is counted apart, by bench/miss.

import { reached } from "../compare.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { load } from "../load.mjs";
import { binary } from "../places.mjs";
import { run } from "../shell.mjs";
import { spread } from "../statistics.mjs";
import { inTurns } from "../turns.mjs";

const PAGES = 100_000;
const COMMENTS_ON_EACH = 10;
/** The smallest that can be configured, and what is configured where nothing is said. */
const CACHES_MIB = [1, 32];
const READERS = 32;
/** So many readings are drawn beforehand. */
const DRAWN = 500_000;

/** @param {{turns: number, seconds: number}} order @returns {Promise<import('../compare.mjs').Measurement>} */
export async function measureMisses({ turns, seconds }) {
  const folder = await rejoinder.newDataFolder();
  const amount = ["--pages", `${PAGES}`, "--comments", `${PAGES * COMMENTS_ON_EACH}`];
  await run(binary("seed"), [rejoinder.dataOf(folder), ...amount, "--shape", "usual"]);
  const page = drawPages();
  const results = await inTurns(
    turns,
    Object.fromEntries(CACHES_MIB.map((mib) => [`${mib}`, () => read(folder, mib, page, seconds)])),
  );
  const rows = CACHES_MIB.map((mib) => {
    const all = results[`${mib}`];
    const sum = (/** @type {(turn: (typeof all)[0]) => number} */ of) =>
      all.reduce((sum, turn) => sum + of(turn), 0);
    const missed = sum(({ built }) => built) / sum(({ load }) => load.requests);
    return {
      what: `a cache of ${mib} MiB, ${READERS} connections`,
      unit: "a second",
      contenders: { [rejoinder.NAME]: reached(all.map(({ load }) => load)) },
      ratios: [],
      facts: {
        missed: `${(100 * missed).toFixed(1)} %`,
        "memory at the end": `${Math.max(...all.map(({ memoryMib }) => memoryMib)).toFixed(0)} MiB`,
      },
    };
  });
  const settings = { turns, seconds, pages: PAGES, comments_on_each: COMMENTS_ON_EACH };
  return {
    name: "misses",
    title: `Reading ${PAGES.toLocaleString("en")} pages, the nth most read 1/n as often as the first`,
    settings,
    rows: [...rows, ...(await costs(folder))],
  };
}

/** What one page costs that is in no cache, from the request to the bytes, without the network. @param {string} folder */
async function costs(folder) {
  /** @type {Record<string, {microseconds: number, allocations: number, bytes: number}>} */
  const byEncoding = JSON.parse(await run(binary("miss"), [rejoinder.dataOf(folder), `${PAGES}`]));
  return Object.entries(byEncoding).map(([encoding, { microseconds, allocations, bytes }]) => ({
    what: `one page built anew, ${encoding}`,
    unit: "µs",
    contenders: { [rejoinder.NAME]: { value: spread([microseconds]), turns: [] } },
    ratios: [],
    facts: { allocations, "bytes allocated": bytes },
  }));
}

/** @param {string} folder @param {number} cacheMib @param {string[]} page @param {number} seconds */
async function read(folder, cacheMib, page, seconds) {
  const server = await rejoinder.startRejoinder(folder, { cacheMib });
  const path = rejoinder.threadPath({ page: "PAGE" }).replace("PAGE", "{page}");
  const kinds = [{ path, headers: { "accept-encoding": "br" } }];
  const result = await load({
    url: server.url,
    connections: READERS,
    seconds,
    mixture: { folder: server.folder, kinds, lists: { page } },
  });
  const memoryMib = rejoinder.memoryMib(server);
  await server.stop();
  return { load: result, built: rejoinder.snapshotsBuilt(server), memoryMib };
}

/** Pages as they are read, the nth with the probability of 1/n. */
function drawPages() {
  const upTo = new Float64Array(PAGES);
  let total = 0;
  for (let n = 0; n < PAGES; n++) upTo[n] = total += 1 / (n + 1);
  const random = numbers(1);
  return Array.from({ length: DRAWN }, () => `/page-${1 + firstAbove(upTo, random() * total)}`);
}

/** @param {Float64Array} sorted @param {number} value */
function firstAbove(sorted, value) {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The same numbers between 0 and 1 in every run (mulberry32). @param {number} state */
function numbers(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
