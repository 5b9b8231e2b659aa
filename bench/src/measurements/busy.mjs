// Votes, and a busy day, by more and more clients. Each turn begins with threads that nobody has voted on.

import { anyPage, DAYS, PAGES, seedPages } from "../busy-day.mjs";
import { reached } from "../compare.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { load } from "../load.mjs";
import { inTurns } from "../turns.mjs";

/**
 * @param {{turns: number, seconds: number, clients: number[], writers: import('./posts.mjs').Start}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measureBusy({ turns, seconds, clients, writers }) {
  const start = await withThreads(writers);
  const kinds = {
    read: { path: anyPage((page) => rejoinder.threadPath({ page })), headers: { "accept-encoding": "br" } },
    vote: rejoinder.voteKind(),
    newComment: rejoinder.newCommentKind(),
  };
  const rows = [];
  for (const [what, day] of Object.entries(DAYS)) {
    for (const connections of clients) {
      const { [rejoinder.NAME]: loads } = await inTurns(turns, {
        [rejoinder.NAME]: () => loadFrom(start, day(kinds), connections, seconds),
      });
      rows.push({
        what: `${what}, ${connections} ${connections === 1 ? "client" : "clients"}`,
        unit: "a second",
        contenders: { [rejoinder.NAME]: reached(loads) },
        ratios: [],
      });
    }
  }
  return {
    name: "busy",
    title: "Votes, and a busy day",
    settings: { turns, seconds, pages: PAGES.length },
    rows,
  };
}

/** @param {import('./posts.mjs').Start} writers @returns {Promise<import('./posts.mjs').Start>} */
async function withThreads({ folder, lists }) {
  const filled = rejoinder.copyDataFolder(folder);
  const server = await rejoinder.startRejoinder(filled);
  const threads = await seedPages((page, thread) => rejoinder.seedRejoinder(server, page, thread));
  await server.stop();
  // Nine of ten votes are for it, as votes are.
  const value = [...Array(9).fill("1"), "-1"];
  return { folder: filled, lists: { ...lists, ...threads, value } };
}

/** @param {import('./posts.mjs').Start} start @param {import('../load.mjs').Kind[]} kinds @param {number} connections @param {number} seconds */
async function loadFrom({ folder, lists }, kinds, connections, seconds) {
  const server = await rejoinder.startRejoinder(rejoinder.copyDataFolder(folder));
  const result = await load({
    url: server.url,
    connections,
    seconds,
    mixture: { folder: server.folder, kinds, lists },
  });
  await server.stop();
  return result;
}
