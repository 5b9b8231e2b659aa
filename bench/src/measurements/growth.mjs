// What readers, writers and moderators do, on threads of very different sizes and shapes: cost must follow what is answered, not what is there.
// Cold: by a server that has just been started, with nothing of the database in the system's memory. Warm: by one that runs, on a page that has
// just been changed, so that its snapshot is built anew.

import { statSync } from "node:fs";
import { databaseOf, filledDataFolder, forget, startRejoinder } from "../contenders/rejoinder.mjs";
import { ratio, spread } from "../statistics.mjs";
import { inTurns } from "../turns.mjs";
import { addOwner, DEEDS, prepare } from "./growth-deeds.mjs";

const MILLION = 1_000_000;
/** What all others are compared with. */
const SMALL = "100 comments";
/** @type {Record<string, {comments: number, pages?: number, shape?: string}>} */
const THREADS = {
  [SMALL]: { comments: 100 },
  "10,000 comments": { comments: 10_000 },
  "1,000,000 comments": { comments: MILLION },
  "1,000,000 on 10,000 pages": { comments: MILLION, pages: 10_000 },
  "a chain of 1,000 replies": { comments: 1_001, shape: "chain" },
  "50,000 replies to one": { comments: 50_001, shape: "wide" },
};
const WARM_IN_A_TURN = 20;
const TARGET = { at_most: 2 };

/** @typedef {{name: string, folder: string, comments: number, given: import('./growth-deeds.mjs').Given}} Thread */

/** @param {{turns: number}} order @returns {Promise<import('../compare.mjs').Measurement>} */
export async function measureGrowth({ turns }) {
  /** @type {Thread[]} */
  const threads = [];
  for (const [name, amount] of Object.entries(THREADS)) threads.push(await filledThread(name, amount));
  const rows = [bytesOfComments(threads)];
  for (const deed of Object.keys(DEEDS)) {
    for (const [state, measure] of Object.entries({ cold, warm })) {
      const results = await inTurns(
        turns,
        Object.fromEntries(threads.map((thread) => [thread.name, () => measure(thread, deed)])),
      );
      rows.push(rowOf(`${deed}, ${state}`, results));
    }
  }
  return {
    name: "growth",
    title: "What a thread's size and shape cost",
    settings: { turns, warm_in_a_turn: WARM_IN_A_TURN },
    rows,
  };
}

/** @param {string} name @param {{comments: number, pages?: number, shape?: string}} amount @returns {Promise<Thread>} */
async function filledThread(name, amount) {
  const folder = await filledDataFolder(amount);
  const { size } = statSync(databaseOf(folder));
  await addOwner(folder);
  const server = await startRejoinder(folder);
  const given = { ...(await prepare(server, amount.pages ?? 1)), bytes: size };
  await server.stop();
  return { name, folder, comments: amount.comments, given };
}

/** @param {Thread[]} threads @returns {import('../compare.mjs').Row} */
function bytesOfComments(threads) {
  const each = threads.map(({ name, comments, given }) => [
    name,
    { value: spread([given.bytes / comments]), turns: [] },
  ]);
  return { what: "database", unit: "bytes a comment", contenders: Object.fromEntries(each), ratios: [] };
}

/** @param {string} what @param {Record<string, number[]>} results milliseconds @returns {import('../compare.mjs').Row} */
function rowOf(what, results) {
  const others = Object.keys(results).filter((name) => name !== SMALL);
  return {
    what,
    unit: "ms",
    contenders: Object.fromEntries(
      Object.entries(results).map(([name, turns]) => [name, { value: spread(turns), turns }]),
    ),
    ratios: others.map((name) => ({
      of: name,
      to: SMALL,
      ratio: ratio(results[name], results[SMALL]),
      target: TARGET,
    })),
  };
}

/** @param {Thread} thread @param {string} deed */
async function cold({ folder, given }, deed) {
  await forget(folder);
  const server = await startRejoinder(folder);
  // The server has read a little of it to start.
  await forget(folder);
  const milliseconds = await timed(server, given, deed);
  await server.stop();
  return milliseconds;
}

/** The median of some in a row. @param {Thread} thread @param {string} deed */
async function warm({ folder, given }, deed) {
  const server = await startRejoinder(folder);
  const all = [];
  for (let n = 0; n <= WARM_IN_A_TURN; n++) {
    await given.touch(server);
    all.push(await timed(server, given, deed));
  }
  await server.stop();
  // The first of them was not.
  return spread(all.slice(1)).median;
}

/**
 * @param {import('../contenders/rejoinder.mjs').Rejoinder} server
 * @param {import('./growth-deeds.mjs').Given} given
 * @param {string} deed
 */
async function timed(server, given, deed) {
  // The connection is made beforehand; `fetch` keeps it.
  await (await fetch(`${server.url}/healthz`)).arrayBuffer();
  const begun = performance.now();
  await DEEDS[deed](server, given);
  return performance.now() - begun;
}
