// The first page of a thread of 100 comments that nobody changes: from Rejoinder, and the same bytes from the limit.

import { compareLoads } from "../compare.mjs";
import { NAME as LIMIT, startReadLimit } from "../contenders/limit.mjs";
import {
  fetchThread,
  newDataFolder,
  NAME as REJOINDER,
  seedRejoinder,
  startRejoinder,
  threadPath,
} from "../contenders/rejoinder.mjs";
import { load } from "../load.mjs";

/** @typedef {{name: string, encoding: string, unchanged?: boolean, ratio?: string}} View */

/** @type {View[]} */
const VIEWS = [
  { name: "identity", encoding: "identity" },
  { name: "gzip", encoding: "gzip" },
  // What browsers ask for.
  { name: "br", encoding: "br", ratio: "read_100_vs_limit" },
  { name: "304", encoding: "br", unchanged: true },
];
const TARGET = { at_least: 0.9 };
/** The ratio that stands for all is taken here. */
const USUAL_CONNECTIONS = 32;

/**
 * @param {{turns: number, seconds: number, connections: number[], views?: string[]}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measureReads({ turns, seconds, connections, views = VIEWS.map(({ name }) => name) }) {
  const rejoinder = await startRejoinder(await newDataFolder());
  await seedRejoinder(rejoinder);
  const rows = [];
  for (const view of VIEWS.filter(({ name }) => views.includes(name))) {
    const url = rejoinder.url + threadPath();
    const answer = await fetchThread(url, view.encoding);
    const headers = {
      "accept-encoding": view.encoding,
      ...(view.unchanged && { "if-none-match": answer.headers.get("etag") ?? "" }),
    };
    const limit = await startReadLimit(answer);
    for (const count of connections) {
      const read = (/** @type {string} */ url) => () => load({ url, connections: count, seconds, headers });
      await load({ url, connections: count, seconds: 1, headers });
      rows.push(
        await compareLoads({
          what: `${view.name}${view.unchanged ? "" : ` (${answer.bytes.length} bytes)`}, ${count} connections`,
          turns,
          contenders: { [REJOINDER]: read(url), [LIMIT]: read(limit.url) },
          ratios: { [LIMIT]: { target: TARGET, ...(count === USUAL_CONNECTIONS && { name: view.ratio }) } },
        }),
      );
    }
    await limit.stop();
  }
  await rejoinder.stop();
  return { name: "reads", title: "Reading a thread of 100 comments", settings: { turns, seconds }, rows };
}
