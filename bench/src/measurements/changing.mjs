// The same thread while comments are written on that very page: each makes what readers get anew. How often that was done is counted by
// the server itself.

import { reached } from "../compare.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { load } from "../load.mjs";
import { atPace } from "../pace.mjs";
import { ratio } from "../statistics.mjs";
import { inTurns } from "../turns.mjs";

const READERS = 32;
const ENCODING = "br";
/** People answer the newest comments: the first page changes with each, and stays as long as it was. */
const WRITERS = 1_000;

/**
 * @param {{turns: number, seconds: number, writesASecond: number[]}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measureChanging({ turns, seconds, writesASecond }) {
  const folder = await rejoinder.newDataFolder();
  const first = await rejoinder.startRejoinder(folder);
  await rejoinder.seedRejoinder(first);
  const tokens = await rejoinder.mintTokens(first, WRITERS);
  await first.stop();

  const read = (/** @type {number} */ pace) => () => readWhileWritten(folder, tokens, pace, seconds);
  const results = await inTurns(
    turns,
    Object.fromEntries([0, ...writesASecond].map((pace) => [`${pace}`, read(pace)])),
  );
  const rates = (/** @type {number} */ pace) => results[`${pace}`].map((turn) => turn.load.rate);
  const rows = [0, ...writesASecond].map((pace) => {
    const all = results[`${pace}`];
    const sum = (/** @type {'written' | 'failed' | 'built'} */ what) =>
      all.reduce((sum, turn) => sum + turn[what], 0);
    return {
      what: `${pace} writes a second, ${ENCODING}, ${READERS} connections`,
      unit: "a second",
      contenders: { [rejoinder.NAME]: reached(all.map((turn) => turn.load)) },
      ratios:
        pace === 0
          ? []
          : [{ of: `${pace} writes a second`, to: "none", ratio: ratio(rates(pace), rates(0)) }],
      facts: { written: sum("written"), "not written": sum("failed"), "snapshots built": sum("built") },
    };
  });
  return {
    name: "changing",
    title: "Reading a thread of 100 comments that changes",
    settings: { turns, seconds },
    rows,
  };
}

/** @param {string} folder @param {string[]} tokens @param {number} pace @param {number} seconds */
async function readWhileWritten(folder, tokens, pace, seconds) {
  const server = await rejoinder.startRejoinder(rejoinder.copyDataFolder(folder));
  let number = 0;
  const write = () => {
    number += 1;
    return rejoinder.postComment(server, {
      number: `${number}-${pace}`,
      token: tokens[number % tokens.length],
    });
  };
  const writing = pace > 0 ? atPace(pace, write) : undefined;
  const result = await load({
    url: server.url + rejoinder.threadPath(),
    connections: READERS,
    seconds,
    headers: { "accept-encoding": ENCODING },
  });
  const { done: written, failed } = (await writing?.stop()) ?? { done: 0, failed: 0 };
  await server.stop();
  return { load: result, written, failed, built: rejoinder.snapshotsBuilt(server) };
}
