// A steady load for an hour, of what readers and writers do, and what the server holds in memory meanwhile: bench/soak.
// Flat is what holds no more in the last quarter than in the second; in the first its caches fill.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as rejoinder from "./contenders/rejoinder.mjs";
import { SENTENCES } from "./content.mjs";
import { atPace } from "./pace.mjs";
import { keptFolder } from "./places.mjs";
import { stopAllAtExit } from "./processes.mjs";
import { LEAST_JUDGED_MINUTES, soakOptions } from "./soak-options.mjs";
import { median } from "./statistics.mjs";

const PAGES = 5_000;
const COMMENTS = 50_000;
const VISITORS = 500;
/** Of its median in the second quarter, that in the last one is at most this. */
const FLAT = 1.05;
/** How many of each in a second: far below what the server can do, so that it does the same on every machine. */
const PACES = { reads: 150, counts: 10, viewers: 10, votes: 12, comments: 4, newcomers: 1 };

const options = soakOptions(process.argv.slice(2));
const { minutes } = options;
const csv = path.resolve(options.csv ?? path.join(keptFolder("soak"), "soak.csv"));
const isJudged = minutes >= LEAST_JUDGED_MINUTES;
const TOO_SHORT = `too short to judge: the caches fill in the first minutes; from ${LEAST_JUDGED_MINUTES} minutes on there is a verdict`;

stopAllAtExit();
console.log(
  `${minutes} min of load, once ${COMMENTS} comments are in the database; memory of each second: ${csv}`,
);
if (!isJudged) console.log(TOO_SHORT);
const folder = await rejoinder.filledDataFolder({ comments: COMMENTS, pages: PAGES });
const server = await rejoinder.startRejoinder(folder, { limits: true });
const tokens = await mintFromEverywhere(VISITORS);
const all = deeds();
// A vote is for a comment that somebody has seen.
await all.reads();
const load = Object.entries(all).map(([name, deed]) => ({
  name,
  going: atPace(PACES[/** @type {keyof typeof PACES} */ (name)], deed),
}));
const sampled = await sample(minutes * 60);
for (const { name, going } of load) {
  const { done, failed, failures } = await going.stop();
  console.log(`${name}: ${done}, refused or failed: ${failed}`);
  for (const [kind, { count, first }] of Object.entries(failures))
    console.log(`  ${kind}: ${count}, the first: ${first}`);
}
await server.stop();
process.exit(verdict(sampled) ? 0 : 1);

/** @returns {Record<keyof typeof PACES, () => Promise<unknown>>} */
function deeds() {
  /** @type {string[]} */
  const seen = [];
  const get = async (/** @type {string} */ path, headers = {}) =>
    answerOf(await fetch(server.url + path, { headers }), path);
  return {
    reads: async () => {
      const sort = one(["newest", "oldest", "top"]);
      const { comments } = await get(rejoinder.threadPath({ page: drawnPage(), sort }));
      seen[Math.floor(Math.random() * 1_000)] = one(/** @type {{id: string}[]} */ (comments)).id;
    },
    counts: () => {
      const pages = Array.from({ length: 50 }, () => ["page", drawnPage()]);
      return get(`/api/v1/counts?${new URLSearchParams([["site", rejoinder.SITE], ...pages])}`);
    },
    viewers: () => {
      const query = new URLSearchParams({ site: rejoinder.SITE, page: drawnPage() });
      return get(`/api/v1/viewer?${query}`, { authorization: `Bearer ${one(tokens)}` });
    },
    votes: () => {
      const body = { value: one([1, 1, 1, -1, 0]) };
      const url = `${server.url}/api/v1/comments/${one(Object.values(seen))}/vote`;
      return sent(url, body, "PUT", one(tokens));
    },
    comments: () => {
      const page = { key: drawnPage() };
      const body = { site: rejoinder.SITE, page, body: `${one(SENTENCES)} ${Math.random()}` };
      return sent(`${server.url}/api/v1/comments`, body, "POST", one(tokens));
    },
    newcomers: async () => {
      tokens[Math.floor(Math.random() * tokens.length)] = (await mintFromEverywhere(1))[0];
    },
  };
}

/** As from any network there is. @param {string} url @param {unknown} body @param {string} method @param {string} [token] */
async function sent(url, body, method, token) {
  const headers = {
    "content-type": "application/json",
    "x-forwarded-for": one(rejoinder.ADDRESSES),
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  return answerOf(response, `${method} ${url}`);
}

/** @param {Response} response @param {string} request */
async function answerOf(response, request) {
  const { ok, status: code } = response;
  if (!ok) throw new Error(`${request}: ${code} ${await response.text()}`, { cause: { code } });
  return response.json();
}

/** @param {number} count @returns {Promise<string[]>} */
async function mintFromEverywhere(count) {
  const minted = [];
  for (let n = 0; n < count; n++) {
    minted.push((await sent(`${server.url}/api/v1/visitors`, { site: rejoinder.SITE }, "POST")).token);
  }
  return minted;
}

/** A few pages are read very often, most hardly ever. */
function drawnPage() {
  return `/page-${Math.floor(PAGES ** Math.random())}`;
}

/** @template T @param {T[]} list @returns {T} */
function one(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/** Says once a minute how it goes. @param {number} seconds @returns {Promise<number[]>} MiB, one each second */
async function sample(seconds) {
  const lines = ["seconds,resident_mib"];
  const all = [];
  const begun = performance.now();
  for (let second = 0; second < seconds; second++) {
    all.push(rejoinder.memoryMib(server));
    lines.push(`${second},${all[second].toFixed(2)}`);
    writeFileSync(csv, `${lines.join("\n")}\n`);
    if (second % 60 === 59) console.log(`${(second + 1) / 60} min: ${all[second].toFixed(1)} MiB`);
    await sleep(Math.max(0, begun + (second + 1) * 1_000 - performance.now()));
  }
  return all;
}

/** Whether there is nothing to complain of. @param {number[]} sampled */
function verdict(sampled) {
  const most = `${Math.max(...sampled).toFixed(1)} MiB at most`;
  if (!isJudged) {
    console.log(`memory: ${most}: ${TOO_SHORT} (${csv})`);
    return true;
  }
  const quarter = Math.floor(sampled.length / 4);
  const second = median(sampled.slice(quarter, 2 * quarter));
  const last = median(sampled.slice(3 * quarter));
  const flat = last <= second * FLAT;
  const figures = `${second.toFixed(1)} MiB in the second quarter, ${last.toFixed(1)} MiB in the last, ${most}`;
  console.log(`memory: ${figures}: ${flat ? "flat" : "IT GROWS"} (${csv})`);
  return flat;
}
