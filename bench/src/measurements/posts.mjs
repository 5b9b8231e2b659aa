// New comments, spread over 100 pages, durable when they are answered: by Rejoinder, and the bare row by group commit. Each turn begins
// with an empty database.

import { compareLoads } from "../compare.mjs";
import * as limit from "../contenders/limit.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { SENTENCES } from "../content.mjs";
import { load } from "../load.mjs";

const TARGET = { at_least: 0.6 };
/** The ratio that stands for all is taken here. */
const USUAL_CLIENTS = 64;
/** As many people write. */
const WRITERS = 20_000;

/**
 * A data folder that turns begin with a copy of, and what its requests are made of.
 * @typedef {{folder: string, lists: Record<string, string[]>}} Start
 * @returns {Promise<Start>}
 */
export async function prepareWriters() {
  const folder = await rejoinder.newDataFolder();
  const server = await rejoinder.startRejoinder(folder);
  const token = await rejoinder.mintTokens(server, WRITERS);
  await server.stop();
  return { folder, lists: { token, address: rejoinder.ADDRESSES, page: rejoinder.PAGES, text: SENTENCES } };
}

/**
 * @param {{turns: number, seconds: number, clients: number[], writers: Start}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measurePosts({ turns, seconds, clients, writers }) {
  const rows = [];
  for (const connections of clients) {
    rows.push(
      await compareLoads({
        what: `new comments, ${connections} ${connections === 1 ? "client" : "clients"}`,
        turns,
        contenders: {
          [rejoinder.NAME]: () => postToRejoinder(writers, connections, seconds),
          [limit.NAME]: () => postToLimit(writers, connections, seconds),
        },
        ratios: {
          [limit.NAME]: connections === USUAL_CLIENTS ? { name: "post_64_vs_limit", target: TARGET } : {},
        },
      }),
    );
  }
  return {
    name: "posts",
    title: "New comments, durable",
    settings: { turns, seconds, writers: WRITERS },
    rows,
  };
}

/** @param {Start} writers @param {number} connections @param {number} seconds */
async function postToRejoinder({ folder, lists }, connections, seconds) {
  const server = await rejoinder.startRejoinder(rejoinder.copyDataFolder(folder));
  const mixture = { folder: server.folder, kinds: [rejoinder.newCommentKind()], lists };
  const result = await load({ url: server.url, connections, seconds, mixture });
  await server.stop();
  return result;
}

/** @param {Start} writers @param {number} connections @param {number} seconds */
async function postToLimit({ folder, lists }, connections, seconds) {
  const copy = rejoinder.copyDataFolder(folder);
  const server = await limit.startPostLimit(rejoinder.databaseOf(copy));
  const mixture = {
    folder: copy,
    kinds: [limit.newCommentKind()],
    lists: { page: lists.page, text: lists.text },
  };
  const result = await load({ url: server.url, connections, seconds, mixture });
  await server.stop();
  return result;
}
