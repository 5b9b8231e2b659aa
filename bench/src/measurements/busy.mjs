// Votes, and a mixture like a busy day: 90% reads, 8% votes, 2% new comments.

import { reached } from "../compare.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { ROOTS } from "../content.mjs";
import { load } from "../load.mjs";
import { inTurns } from "../turns.mjs";

/**
 * @param {{turns: number, seconds: number, clients: number[], writers: import('./posts.mjs').Start}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measureBusy({ turns, seconds, clients, writers }) {
  const start = await withThreads(writers);
  const vote = rejoinder.voteKind();
  const read = {
    path: rejoinder.threadPath({ page: "PAGE" }).replace("PAGE", "{page}"),
    headers: { "accept-encoding": "br" },
  };
  const days = {
    votes: [vote],
    "90% reads, 8% votes, 2% new comments": [
      { ...read, share: 90 },
      { ...vote, share: 8 },
      { ...rejoinder.newCommentKind(), share: 2 },
    ],
  };
  const rows = [];
  for (const [what, kinds] of Object.entries(days)) {
    for (const connections of clients) {
      const { [rejoinder.NAME]: loads } = await inTurns(turns, {
        [rejoinder.NAME]: () => loadFrom(start, kinds, connections, seconds),
      });
      rows.push({
        what: `${what}, ${connections} ${connections === 1 ? "client" : "clients"}`,
        unit: "a second",
        contenders: { [rejoinder.NAME]: reached(loads) },
        ratios: [],
      });
    }
  }
  return { name: "busy", title: "Votes, and a busy day", settings: { turns, seconds, pages: PAGES }, rows };
}

/** Pages with a thread of 100 comments each. */
const PAGES = 20;

/** @param {import('./posts.mjs').Start} writers @returns {Promise<import('./posts.mjs').Start>} */
async function withThreads({ folder, lists }) {
  const filled = rejoinder.copyDataFolder(folder);
  const server = await rejoinder.startRejoinder(filled);
  const page = rejoinder.PAGES.slice(0, PAGES);
  /** @type {string[]} */
  const comment = [];
  for (const [thread, key] of page.entries()) {
    await rejoinder.seedRejoinder(server, key, thread);
    const answer = await fetch(server.url + rejoinder.threadPath({ page: key, limit: ROOTS }));
    comment.push(
      .../** @type {{comments: {id: string}[]}} */ (await answer.json()).comments.map(({ id }) => id),
    );
  }
  await server.stop();
  // Nine of ten votes are for it, as votes are.
  const value = [...Array(9).fill("1"), "-1"];
  return { folder: filled, lists: { ...lists, page, comment, value } };
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
