// What the machine can do: bare actix-web handlers (bench/limit).

import path from "node:path";
import { words } from "../content.mjs";
import { binary, newFolder } from "../places.mjs";
import { freePort, start, stop, untilAnswers } from "../processes.mjs";

export const NAME = "limit";

/** Headers that belong to a message and not to what it says. */
const OF_THE_MESSAGE = new Set(["content-length", "date"]);

/**
 * Serves the very bytes and headers that Rejoinder has sent.
 * @param {{file: string, headers: Headers}} answer
 */
export async function startReadLimit({ file, headers }) {
  const same = [...headers]
    .filter(([name]) => !OF_THE_MESSAGE.has(name))
    .map(([name, value]) => `${name}: ${value}`);
  return startLimit("limit-read", [file, ...same]);
}

/** Inserts into an empty database of Rejoinder's. @param {string} database */
export const startPostLimit = (database) => startLimit("limit-post", [database]);

/** @param {string} program @param {string[]} args */
async function startLimit(program, args) {
  const port = await freePort();
  const log = path.join(newFolder("limit"), "log");
  const child = start(binary(program), [`127.0.0.1:${port}`, ...args], { log });
  const url = `http://127.0.0.1:${port}`;
  await untilAnswers(url, child, { log });
  return { url, stop: () => stop(child) };
}

/** How a new comment is sent, for a mixture with lists `page` and `text`. @returns {import('../load.mjs').Kind} */
export function newCommentKind() {
  return {
    method: "POST",
    path: "/",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      site: "bench",
      page: { key: "{page}" },
      body: words("{number}", "{text}"),
      author: { name: "Reader {number}" },
    }),
  };
}
