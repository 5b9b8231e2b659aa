// The same thread, votes, a busy day and new comments beside other comment servers, each asked as a browser asks it, with its own durable
// defaults. A peer that cannot be installed or started is named with the reason.

import { anyPage, DAYS, PAGES, seedPages } from "../busy-day.mjs";
import { compareLoads } from "../compare.mjs";
import { ABSENT, PEERS } from "../contenders/peer.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { THREAD_PAGE } from "../content.mjs";
import { load } from "../load.mjs";

/** @typedef {import('../contenders/peer.mjs').RunningPeer} RunningPeer */
/** @typedef {import('../load.mjs').Load} Load */

const READERS = 32;
const VOTERS = 64;
const AS_A_BROWSER = { "accept-encoding": "gzip, deflate, br" };
const AHEAD = { target: { at_least: 1 } };

/**
 * @param {{turns: number, seconds: number, clients: number[], writers: import('./posts.mjs').Start}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measurePeers({ turns, seconds, clients, writers: { folder, lists } }) {
  const ours = await rejoinder.startRejoinder(rejoinder.copyDataFolder(folder));
  const own = asPeer(ours);
  await own.seed();
  const { peers, absent } = await startPeers();
  /** @type {Record<string, RunningPeer>} */
  const servers = { [rejoinder.NAME]: own, ...peers };
  const each = (/** @type {(server: RunningPeer) => Promise<Load>} */ measure) =>
    Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, () => measure(server)]));
  const ahead = Object.fromEntries(Object.keys(peers).map((name) => [name, AHEAD]));

  const read = (/** @type {RunningPeer} */ server) => {
    const url = server.url + server.readPath(THREAD_PAGE);
    return loadAndSettle(server, { url, connections: READERS, seconds, headers: AS_A_BROWSER });
  };
  const mix = (
    /** @type {RunningPeer} */ server,
    /** @type {number} */ connections,
    /** @type {import('../load.mjs').Kind[]} */ kinds,
    /** @type {Record<string, string[]>} */ ownLists = {},
  ) => {
    const mixture = { folder: server.folder, kinds, lists: { ...lists, ...ownLists } };
    return loadAndSettle(server, { url: server.url, connections, seconds, mixture });
  };
  const compare = (
    /** @type {string} */ what,
    /** @type {(server: RunningPeer) => Promise<Load>} */ measure,
  ) => compareLoads({ what, turns, contenders: each(measure), ratios: ahead });
  const rows = [await compare(`the whole thread, ${READERS} connections`, read)];
  // Before the new comments, while all contenders hold the same.
  const threads = await withThreads(Object.values(servers));
  for (const [what, day] of Object.entries(DAYS)) {
    const live = (/** @type {RunningPeer} */ server) => {
      const read = { path: anyPage(server.readPath), headers: AS_A_BROWSER };
      return mix(server, VOTERS, day({ ...server, read }), threads.get(server));
    };
    rows.push(await compare(`${what}, ${VOTERS} clients`, live));
  }
  for (const connections of clients) {
    const write = (/** @type {RunningPeer} */ server) => mix(server, connections, [server.newComment]);
    rows.push(await compare(`new comments, ${connections} clients`, write));
  }
  for (const server of Object.values(servers)) await server.stop();
  const settings = {
    turns,
    seconds,
    busy_pages: PAGES.length,
    peers: Object.fromEntries(
      PEERS.map(({ name, version, settings, votes }) => [name, { version, settings, votes }]),
    ),
  };
  return { name: "peers", title: "Beside other comment servers", settings, rows, absent };
}

/** @param {rejoinder.Rejoinder} server @returns {RunningPeer} */
function asPeer(server) {
  return {
    ...server,
    readPath: (page) => rejoinder.threadPath({ page }),
    newComment: rejoinder.newCommentKind(),
    vote: rejoinder.voteKind(),
    seed: (page, thread) => rejoinder.seedRejoinder(server, page, thread),
  };
}

/** What a busy day's requests to each server are made of. @param {RunningPeer[]} servers */
async function withThreads(servers) {
  /** @type {Map<RunningPeer, Record<string, string[]>>} */
  const lists = new Map();
  for (const server of servers) {
    // All votes are for a comment: not every contender has others.
    lists.set(server, { ...(await seedPages(server.seed)), value: ["1"] });
  }
  return lists;
}

/**
 * A slow server still works on what nobody waits for any more, and takes the processors from the others: the next turn, whosoever it is,
 * begins when it answers again.
 * @param {RunningPeer} server @param {import('../load.mjs').Order} order
 */
async function loadAndSettle({ url, readPath }, order) {
  const result = await load(order);
  await (await fetch(url + readPath(THREAD_PAGE))).arrayBuffer();
  return result;
}

async function startPeers() {
  /** @type {Record<string, RunningPeer>} */
  const peers = {};
  /** @type {Record<string, string>} */
  const absent = { ...ABSENT };
  for (const { name, version, start } of PEERS) {
    console.error(
      `== ${name} ${version}: installing what it needs from its lock file, unless it is there, and starting it`,
    );
    /** @type {RunningPeer | undefined} */
    let peer;
    try {
      peer = await start();
      await peer.seed();
      peers[name] = peer;
    } catch (error) {
      await peer?.stop();
      absent[name] = error instanceof Error ? error.message : String(error);
    }
  }
  return { peers, absent };
}
