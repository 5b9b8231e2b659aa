// The same thread and new comments beside other comment servers, each asked as a browser asks it, with its own durable defaults. A peer
// that cannot be installed or started is named with the reason.

import { compareLoads } from "../compare.mjs";
import { ABSENT, PEERS } from "../contenders/peer.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { load } from "../load.mjs";

/** @typedef {import('../contenders/peer.mjs').RunningPeer} RunningPeer */
/** @typedef {Omit<RunningPeer, 'seed'>} Server */
/** @typedef {import('../load.mjs').Load} Load */

const READERS = 32;
const AS_A_BROWSER = { "accept-encoding": "gzip, deflate, br" };
const AHEAD = { target: { at_least: 1 } };

/**
 * @param {{turns: number, seconds: number, clients: number[], writers: import('./posts.mjs').Start}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measurePeers({ turns, seconds, clients, writers: { folder, lists } }) {
  const ours = await rejoinder.startRejoinder(rejoinder.copyDataFolder(folder));
  await rejoinder.seedRejoinder(ours);
  const { peers, absent } = await startPeers();
  const own = { ...ours, readPath: rejoinder.threadPath(), newComment: rejoinder.newCommentKind() };
  /** @type {Record<string, Server>} */
  const servers = { [rejoinder.NAME]: own, ...peers };
  const each = (/** @type {(server: Server) => Promise<Load>} */ measure) =>
    Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, () => measure(server)]));
  const ahead = Object.fromEntries(Object.keys(peers).map((name) => [name, AHEAD]));

  const read = async (/** @type {Server} */ server) => {
    await settled(server);
    return load({ url: server.url + server.readPath, connections: READERS, seconds, headers: AS_A_BROWSER });
  };
  const write = (/** @type {number} */ connections) => async (/** @type {Server} */ server) => {
    await settled(server);
    const mixture = { folder: server.folder, kinds: [server.newComment], lists };
    return load({ url: server.url, connections, seconds, mixture });
  };
  const compare = (/** @type {string} */ what, /** @type {(server: Server) => Promise<Load>} */ measure) =>
    compareLoads({ what, turns, contenders: each(measure), ratios: ahead });
  const rows = [await compare(`the whole thread, ${READERS} connections`, read)];
  for (const connections of clients) {
    rows.push(await compare(`new comments, ${connections} clients`, write(connections)));
  }
  for (const server of Object.values(servers)) await server.stop();
  const settings = {
    turns,
    seconds,
    peers: Object.fromEntries(PEERS.map(({ name, version, settings }) => [name, { version, settings }])),
  };
  return { name: "peers", title: "Beside other comment servers", settings, rows, absent };
}

/**
 * A slow server still works on what nobody waits for any more; its next turn begins when it answers again.
 * @param {Server} server
 */
async function settled({ url, readPath }) {
  await (await fetch(url + readPath)).arrayBuffer();
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
    try {
      const peer = await start();
      await peer.seed();
      peers[name] = peer;
    } catch (error) {
      absent[name] = error instanceof Error ? error.message : String(error);
    }
  }
  return { peers, absent };
}
