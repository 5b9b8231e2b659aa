// Waline from npm, with SQLite, its limit per address off. It asks an address outside for ways to sign in at every request, and answers
// nothing without; here that is a server of our own, which costs the machine a little too.

import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { seedThread, THREAD_PAGE, words } from "../content.mjs";
import { newFolder, PEERS_FOLDER } from "../places.mjs";
import { freePort, start, stop, untilAnswers } from "../processes.mjs";
import { run } from "../shell.mjs";

const FOLDER = path.join(PEERS_FOLDER, "waline");
const { dependencies } = JSON.parse(readFileSync(path.join(FOLDER, "package.json"), "utf8"));

/** @type {import('./peer.mjs').Peer} */
export const waline = {
  name: "Waline",
  version: dependencies["@waline/vercel"],
  settings:
    "node vanilla.js, one worker (its default); SQLite with a rollback journal and synchronous=FULL; IPQPS=0, Akismet off; all 20 roots asked for at once",
  votes:
    "each counts, whoever it is from; of two at the same moment one may be lost, and is answered with 200 too",
  client: `@waline/client ${dependencies["@waline/client"]}: waline.js and waline.css, brotli, from a server of their own`,
  start: startWaline,
};

async function install() {
  const wanted = [
    ["sqlite3", "build"],
    ["@waline", "client"],
  ];
  if (!wanted.every((part) => existsSync(path.join(FOLDER, "node_modules", ...part)))) {
    await run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: FOLDER });
  }
  return path.join(FOLDER, "node_modules", "@waline", "vercel", "vanilla.js");
}

/** Says that there are no ways to sign in, as what Waline asks outside would. */
async function startSignInServices() {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end('{"services":[]}');
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    stop: () => server.close(),
  };
}

async function startWaline() {
  const program = await install();
  const folder = newFolder("waline");
  await run("sqlite3", [path.join(folder, "waline.sqlite"), `.read ${path.join(FOLDER, "schema.sql")}`]);
  const services = await startSignInServices();
  const [port, log] = [await freePort(), path.join(folder, "log")];
  const env = {
    SQLITE_PATH: folder,
    JWT_TOKEN: "for measuring",
    OAUTH_URL: services.url,
    IPQPS: "0",
    AKISMET_KEY: "false",
    SITE_NAME: "Bench",
    SITE_URL: "https://example.org",
  };
  const child = start("node", [program, `${port}`], { log, env });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/api/comment?type=count&url=/`, child, { log });
  const seed = (page = THREAD_PAGE, thread = 0) =>
    seedThread(
      ({ number, text, parent, root }) => post(url, fields(number, text, page, parent, root)),
      thread,
    );
  const readPath = (/** @type {string} */ page) =>
    `/api/comment?path=${encodeURIComponent(page)}&pageSize=100&page=1&lang=en&sortBy=insertedAt_desc`;
  const stopBoth = async () => {
    await stop(child);
    services.stop();
  };
  return { url, folder, readPath, newComment: newComment(), vote: VOTE, seed, stop: stopBoth };
}

/** @param {string} number @param {string} text @param {string} page @param {number} [parent] @param {number} [root] */
const fields = (number, text, page, parent, root) => ({
  comment: words(number, text),
  nick: `Reader ${number}`,
  mail: "",
  link: "",
  ua: "Mozilla/5.0",
  url: page,
  ...(parent && { pid: parent, rid: root, at: "Reader" }),
});

/** @param {string} url @param {ReturnType<typeof fields>} comment @returns {Promise<number>} */
async function post(url, comment) {
  const response = await fetch(`${url}/api/comment?lang=en`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(comment),
  });
  const answer = /** @type {{errno: number, errmsg: string, data: {objectId: number}}} */ (
    await response.json()
  );
  if (answer.errno !== 0) throw new Error(`Waline took no comment: ${answer.errmsg}`);
  return answer.data.objectId;
}

/**
 * The server tells no voters apart: that nobody votes twice is left to the browser. Its client sends these words of authorization for who
 * is not signed in.
 * @type {import('../load.mjs').Kind}
 */
const VOTE = {
  method: "PUT",
  path: "/api/comment/{comment}?lang=en",
  headers: { "content-type": "application/json", authorization: "Bearer undefined" },
  body: '{"like":true}',
};

/** @returns {import('../load.mjs').Kind} */
function newComment() {
  return {
    method: "POST",
    path: "/api/comment?lang=en",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields("{number}", "{text}", "{page}")),
  };
}
