// Load from wrk: closed loop, keep-alive, one thread, on the same machine as the server.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./shell.mjs";

const LUA = path.join(import.meta.dirname, "..", "lua");

/**
 * @typedef {object} Load
 * @property {number} rate answers a second
 * @property {number} requests
 * @property {number} seconds
 * @property {number} bytes read, with headers
 * @property {{p50: number, p90: number, p99: number, p999: number, max: number}} latency in milliseconds
 * @property {number} refused answers with a status of 400 or more
 * @property {number} failed connections, reads, writes that failed or took more than the timeout
 * @property {Record<string, number>} [statuses] where they were counted
 */

/**
 * One kind of request of a mixture. `{name}` in path, headers and body stands for a random entry of that list, `{number}` for a number that
 * is never used twice.
 * @typedef {{share?: number, method?: string, path: string, headers?: Record<string, string>, body?: string}} Kind
 */

/**
 * @typedef {object} Order
 * @property {string} url
 * @property {number} connections
 * @property {number} seconds
 * @property {Record<string, string>} [headers]
 * @property {{folder: string, kinds: Kind[], lists?: Record<string, string[]>}} [mixture] instead of the url's own path
 * @property {boolean} [countStatuses] costs the client some of its speed
 * @property {number} [timeoutSeconds]
 */

/** @param {Order} order @returns {Promise<Load>} */
export async function load({
  url,
  connections,
  seconds,
  headers = {},
  mixture,
  countStatuses = false,
  timeoutSeconds = 30,
}) {
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, `--timeout`, `${timeoutSeconds}s`];
  for (const [name, value] of Object.entries(headers)) args.push("-H", `${name}: ${value}`);
  args.push("-s", path.join(LUA, mixture ? "mixture.lua" : "report.lua"), url);
  if (mixture) args.push("--", writeRecipe(mixture, countStatuses));
  const printed = await run("wrk", args, { env: { LUA_PATH: `${LUA}/?.lua` } });
  return JSON.parse(/** @type {string} */ (printed.trim().split("\n").at(-1)));
}

/** Numbers are unlike those of every run before. */
let runs = 0;

/**
 * Writes what wrk's script reads: a Lua table.
 * @param {NonNullable<Order['mixture']>} mixture
 * @param {boolean} countStatuses
 */
function writeRecipe({ folder, kinds, lists = {} }, countStatuses) {
  runs += 1;
  const file = path.join(folder, "recipe.lua");
  // In files of their own: Lua's programs cannot hold so many words.
  const files = Object.entries(lists).map(([name, entries]) => {
    const list = path.join(folder, `${name}.list`);
    writeFileSync(list, entries.join("\n"));
    return [name, list];
  });
  writeFileSync(
    file,
    `return ${lua({ kinds, lists: Object.fromEntries(files), countStatuses, run: runs })}\n`,
  );
  return file;
}

/** @param {unknown} value @returns {string} */
function lua(value) {
  if (Array.isArray(value)) return `{${value.map(lua).join(",")}}`;
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
    return `{${entries.map(([key, entry]) => `[${lua(key)}]=${lua(entry)}`).join(",")}}`;
  }
  // JSON's strings are Lua's but for \u and \/; what is measured with needs neither.
  return JSON.stringify(value);
}
