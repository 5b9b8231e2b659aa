// One of each thing that people do with a thread, and what has to be known of it beforehand.

import { execFileSync } from "node:child_process";
import path from "node:path";
import { mintTokens, postComment, SITE, send, threadPath } from "../contenders/rejoinder.mjs";
import { binary } from "../places.mjs";

/** @typedef {import('../contenders/rejoinder.mjs').Rejoinder} Rejoinder */
/** @typedef {{id: string, depth: number, more?: {after: string}}} Comment */
/**
 * @typedef {object} Given
 * @property {string[]} tokens of visitors who have not said anything yet
 * @property {string} voter a token
 * @property {Record<string, string>} cursors where the page after the 99th begins, or the last one where there are fewer, by sort
 * @property {string} root the newest
 * @property {string} [after] where its replies go on
 * @property {string} deepest
 * @property {string[]} pages
 * @property {string} cookie of the console
 * @property {number} bytes of the database
 * @property {(server: Rejoinder) => Promise<unknown>} touch changes the page
 */

const PAGE = "/page-1";
const SORTS = ["newest", "oldest", "top"];
/** So few that each thread of many roots has two pages of them. */
const ROOTS = 10;
const PAGES_BEFORE = 99;
const COUNTED = 50;
const NEWCOMERS = 200;
/** How far down a branch is read for its deepest comment. */
const MOST_REPLIES = 10;
const OWNER = { email: "owner@example.org", password: "as long as it has to be" };
/** Of `words.txt`; one comment of twenty has it. */
const COMMON_WORD = "about";
let number = 0;

/** @type {Record<string, (server: Rejoinder, given: Given) => Promise<unknown>>} */
export const DEEDS = {
  ...Object.fromEntries(
    SORTS.map((sort) => [`first page, ${sort}`, (server) => read(server, threadPage(sort))]),
  ),
  ...Object.fromEntries(
    SORTS.map((sort) => [
      `100th page or the last, ${sort}`,
      (/** @type {Rejoinder} */ server, /** @type {Given} */ { cursors }) =>
        read(server, threadPage(sort, cursors[sort])),
    ]),
  ),
  "permalink of the deepest": (server, { deepest }) => read(server, `/api/v1/comments/${deepest}`),
  "more replies": (server, { root, after }) => read(server, repliesPath(root, after)),
  "a newcomer's comment": (server, given) => says(server, given, {}),
  "a reply to the deepest": (server, given) => says(server, given, { parent: given.deepest }),
  "a vote": (server, { root, voter }) => vote(server, root, voter),
  [`counts of ${COUNTED} pages`]: (server, { pages }) => read(server, countsPath(pages)),
  "what waits, in the console": (server, { cookie }) => read(server, "/api/v1/admin/comments", { cookie }),
  "search for a word, in the console": (server, { cookie }) =>
    read(server, `/api/v1/admin/comments?status=all&q=${COMMON_WORD}`, { cookie }),
};

/** Makes an owner for the console. @param {string} folder */
export async function addOwner(folder) {
  const config = ["--config", path.join(folder, "config.toml")];
  const args = ["account", "add", OWNER.email, "--name", "Owner", "--role", "owner", "--password-stdin"];
  execFileSync(binary("rejoinder"), [...args, ...config], { input: `${OWNER.password}\n`, stdio: "pipe" });
}

/** @param {Rejoinder} server @param {number} pages @returns {Promise<Omit<Given, 'bytes'>>} */
export async function prepare(server, pages) {
  const first = await read(server, threadPage("newest"));
  const root = first.comments[0];
  const [voter, ...tokens] = await mintTokens(server, NEWCOMERS + 1);
  /** @type {Record<string, string>} */
  const cursors = {};
  for (const sort of SORTS) cursors[sort] = await cursorOf(server, sort);
  return {
    tokens,
    voter,
    cursors,
    root: root.id,
    after: root.more?.after,
    deepest: await deepestOf(server, first.comments),
    pages: Array.from({ length: COUNTED }, (_, n) => `/page-${1 + ((n * 197) % Math.max(pages, COUNTED))}`),
    cookie: await signIn(server),
    touch: (server) => vote(server, root.id, voter),
  };
}

/** @param {Rejoinder} server */
async function signIn({ url }) {
  const response = await fetch(`${url}/api/v1/admin/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(OWNER),
  });
  if (!response.ok) throw new Error(`the owner cannot sign in: ${await response.text()}`);
  return /** @type {string} */ (response.headers.get("set-cookie")).split(";")[0];
}

/** @param {Rejoinder} server @param {string} sort */
async function cursorOf(server, sort) {
  let [cursor, { next }] = ["", await read(server, threadPage(sort))];
  for (let page = 1; page <= PAGES_BEFORE && next; page++) {
    cursor = next;
    ({ next } = await read(server, threadPage(sort, cursor)));
  }
  return cursor;
}

/** The deepest comment of the first page; of a branch that is cut short, as far as it is read. @param {Rejoinder} server @param {Comment[]} comments */
async function deepestOf(server, comments) {
  const deepest = (/** @type {Comment[]} */ all) => all.reduce((a, b) => (b.depth > a.depth ? b : a));
  let found = deepest(comments);
  const root = comments.find(({ more }) => more);
  let after = root?.more?.after;
  for (let page = 0; root && after && page < MOST_REPLIES; page++) {
    const answer = await read(server, `${repliesPath(root.id, after)}&limit=100`);
    found = deepest([found, ...answer.comments]);
    after = answer.more?.after;
  }
  return found.id;
}

/** @param {string} sort @param {string} [after] */
function threadPage(sort, after) {
  return (
    threadPath({ page: PAGE, sort, limit: ROOTS }) + (after ? `&after=${encodeURIComponent(after)}` : "")
  );
}

/** @param {string} root @param {string} [after] */
function repliesPath(root, after) {
  return `/api/v1/comments/${root}/replies?${new URLSearchParams({ ...(after && { after }) })}`;
}

/** @param {string[]} pages */
function countsPath(pages) {
  return `/api/v1/counts?${new URLSearchParams([["site", SITE], ...pages.map((page) => ["page", page])])}`;
}

/** @param {Rejoinder} server @param {string} path @param {Record<string, string>} [headers] @returns {Promise<any>} */
async function read({ url }, path, headers = {}) {
  const response = await fetch(url + path, { headers: { "accept-encoding": "identity", ...headers } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Somebody new each time, as long as there is one. @param {Rejoinder} server @param {Given} given @param {{parent?: string}} comment */
function says(server, { tokens }, comment) {
  number += 1;
  const token = tokens[number % tokens.length];
  return postComment(server, { number: `${process.pid}-${number}`, page: PAGE, token, ...comment });
}

/** For it, then against it. @param {Rejoinder} server @param {string} comment @param {string} token */
function vote(server, comment, token) {
  number += 1;
  const body = { value: number % 2 === 0 ? 1 : -1 };
  return send(`${server.url}/api/v1/comments/${comment}/vote`, body, { token, method: "PUT" });
}
