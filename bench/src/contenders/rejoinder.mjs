// Rejoinder as it is delivered, with its limits off: they count what one network does, and all requests of a measurement come from one.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { SENTENCES, seedThread, THREAD_PAGE, words } from "../content.mjs";
import { binary, newFolder } from "../places.mjs";
import { freePort, start, stop, untilAnswers } from "../processes.mjs";
import { run } from "../shell.mjs";

export const NAME = "Rejoinder";
export const SITE = "bench";
const JSON_BODY = { "content-type": "application/json" };

/**
 * @typedef {object} Rejoinder
 * @property {string} url
 * @property {string} folder
 * @property {number} pid
 * @property {() => Promise<void>} stop
 * @property {() => string} log
 */

/** @param {{sort?: string, limit?: number, page?: string}} [view] */
export function threadPath({ sort, limit, page = THREAD_PAGE } = {}) {
  const query = new URLSearchParams({ site: SITE, page });
  if (sort) query.set("sort", sort);
  if (limit) query.set("limit", `${limit}`);
  return `/api/v1/thread?${query}`;
}

/** A data folder with the site and nothing on it. @param {string} [origin] where the site's pages are */
export async function newDataFolder(origin = "https://example.org") {
  const folder = newFolder("rejoinder");
  configure(folder, 0, {});
  await command(folder, "site", "add", SITE, "--name", "Bench", "--origin", origin);
  return folder;
}

/** A data folder with the same content and the same secrets as another that no server uses. @param {string} folder */
export function copyDataFolder(folder) {
  const copy = newFolder("rejoinder");
  cpSync(folder, copy, { recursive: true });
  return copy;
}

export const databaseOf = (/** @type {string} */ folder) => path.join(folder, "data", "rejoinder.db");
export const dataOf = (/** @type {string} */ folder) => path.join(folder, "data");

/** @param {string} folder @param {string[]} args */
function command(folder, ...args) {
  return run(binary("rejoinder"), [...args, "--config", path.join(folder, "config.toml")]);
}

/**
 * @typedef {{cacheMib?: number, limits?: boolean}} Settings
 * @param {string} folder @param {number} port @param {Settings} settings
 */
function configure(folder, port, { cacheMib, limits = false }) {
  const cache = cacheMib ? `[cache]\nsize_mib = ${cacheMib}\n` : "";
  writeFileSync(
    path.join(folder, "config.toml"),
    `[server]
listen = "127.0.0.1:${port}"
trusted_proxies = ["127.0.0.1/32"]
[data]
folder = ${JSON.stringify(dataOf(folder))}
[limits]
enabled = ${limits}
${cache}`,
  );
}

/** How it is started, for who starts it otherwise than here. @param {string} folder */
export async function startCommand(folder) {
  const port = await freePort();
  configure(folder, port, {});
  const command = [binary("rejoinder"), "serve", "--config", path.join(folder, "config.toml")];
  return { address: `127.0.0.1:${port}`, command };
}

/** @type {Map<string, Promise<string>>} */
const filled = new Map();

/**
 * A data folder with comments, filled once for all measurements of a run: who writes to it writes little, or to a copy.
 * @param {{comments: number, pages?: number, shape?: string}} amount @returns {Promise<string>}
 */
export function filledDataFolder({ comments, pages = 1, shape = "usual" }) {
  const what = ["--comments", `${comments}`, "--pages", `${pages}`, "--shape", shape];
  const known = filled.get(what.join(" "));
  if (known) return known;
  const made = (async () => {
    const folder = await newDataFolder();
    await run(binary("seed"), [dataOf(folder), ...what]);
    return folder;
  })();
  filled.set(what.join(" "), made);
  return made;
}

/** Drops a database that nobody writes to from the system's page cache. @param {string} folder */
export async function forget(folder) {
  await run("dd", [`of=${databaseOf(folder)}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0"]);
}

/** @param {string} folder @param {Settings} [settings] @returns {Promise<Rejoinder>} */
export async function startRejoinder(folder, settings = {}) {
  const port = await freePort();
  configure(folder, port, settings);
  const log = path.join(newFolder("log"), "log");
  const child = start(binary("rejoinder"), ["serve", "--config", path.join(folder, "config.toml")], { log });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(`${url}/readyz`, child, { log });
  return {
    url,
    folder,
    pid: /** @type {number} */ (child.pid),
    stop: () => stop(child),
    log: () => readFileSync(log, "utf8"),
  };
}

/** @param {string} url @param {unknown} body @param {{token?: string, method?: string}} [options] */
export async function send(url, body, { token, method = "POST" } = {}) {
  const headers = { ...JSON_BODY, ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

const TOKENS_AT_ONCE = 64;

/** Tokens of so many visitors. @param {Rejoinder} rejoinder @param {number} count @returns {Promise<string[]>} */
export async function mintTokens(rejoinder, count) {
  /** @type {string[]} */
  const tokens = [];
  while (tokens.length < count) {
    const batch = Array.from({ length: Math.min(TOKENS_AT_ONCE, count - tokens.length) }, () =>
      send(`${rejoinder.url}/api/v1/visitors`, { site: SITE }),
    );
    tokens.push(...(await Promise.all(batch)).map(({ token }) => token));
  }
  return tokens;
}

/** Posts the thread of 100 comments and gives their ids. @param {Rejoinder} rejoinder */
export async function seedRejoinder(rejoinder, page = THREAD_PAGE, thread = 0) {
  const [token] = await mintTokens(rejoinder, 1);
  return seedThread((comment) => postComment(rejoinder, { ...comment, page, token }), thread);
}

/**
 * @param {Rejoinder} rejoinder
 * @param {{number: string, text?: string, parent?: string, page?: string, token: string}} comment
 * @returns {Promise<string>} its id
 */
export async function postComment(
  rejoinder,
  { number, text = SENTENCES[0], parent, page = THREAD_PAGE, token },
) {
  const body = {
    site: SITE,
    page: { key: page },
    body: words(number, text),
    author: { name: `Reader ${number}` },
    ...(parent && { parent }),
  };
  return (await send(`${rejoinder.url}/api/v1/comments`, body, { token })).id;
}

/** How a new comment is sent, for a mixture with lists `token`, `address`, `page` and `text`. @returns {import('../load.mjs').Kind} */
export function newCommentKind() {
  return {
    method: "POST",
    path: "/api/v1/comments",
    headers: { ...JSON_BODY, authorization: "Bearer {token}", "x-forwarded-for": "{address}" },
    body: JSON.stringify({
      site: SITE,
      page: { key: "{page}" },
      body: words("{number}", "{text}"),
      author: { name: "Reader {number}" },
    }),
  };
}

/** How a vote is sent, for a mixture with lists `token`, `address`, `comment` and `value`. @returns {import('../load.mjs').Kind} */
export function voteKind() {
  return {
    method: "PUT",
    path: "/api/v1/comments/{comment}/vote",
    headers: { ...JSON_BODY, authorization: "Bearer {token}", "x-forwarded-for": "{address}" },
    body: '{"value":{value}}',
  };
}

/** Networks that requests claim to come from, as a proxy in front would say. */
export const ADDRESSES = Array.from({ length: 10_000 }, (_, n) => `10.${n % 250}.${Math.floor(n / 250)}.1`);
/** Pages that new comments are spread over. */
export const PAGES = Array.from({ length: 100 }, (_, n) => `/page-${n + 1}`);

/** What a reader's browser gets, to compare it with the limit and with what is seen later. @param {string} url @param {string} encoding */
export async function fetchThread(url, encoding, headers = {}) {
  // `fetch` would unpack it: curl gives the bytes as they are sent.
  const folder = newFolder("answer");
  const [body, head] = [path.join(folder, "body"), path.join(folder, "head")];
  const lines = Object.entries({ "accept-encoding": encoding, ...headers }).flatMap(([name, value]) => [
    "-H",
    `${name}: ${value}`,
  ]);
  await run("curl", ["-sS", "-o", body, "-D", head, ...lines, url]);
  const [, ...fields] = readFileSync(head, "utf8").trim().split("\r\n");
  return {
    file: body,
    bytes: readFileSync(body),
    headers: new Headers(
      fields.map((field) => /** @type {[string, string]} */ (field.split(/: (.*)/s).slice(0, 2))),
    ),
  };
}

/** How often a snapshot was built in the life of a server that has stopped; its last words say so. @param {Rejoinder} rejoinder */
export function snapshotsBuilt({ log }) {
  const said = /(\d+) snapshots? built/.exec(log());
  if (!said) throw new Error("the server does not say how many snapshots it has built");
  return Number(said[1]);
}

/** What a running server holds in memory. @param {Rejoinder} rejoinder */
export function memoryMib({ pid }) {
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(resident?.[1] ?? NaN) / 1024;
}
