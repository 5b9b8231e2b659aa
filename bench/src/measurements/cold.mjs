// The first page of a thread that nobody has read since the server started, with nothing of the database in the system's memory: of a page
// with 1,000,000 comments, and of one with 100.

import { statSync } from "node:fs";
import http from "node:http";
import {
  databaseOf,
  filledDataFolder,
  forget,
  NAME as REJOINDER,
  startRejoinder,
  threadPath,
} from "../contenders/rejoinder.mjs";
import { ratio, spread } from "../statistics.mjs";
import { inTurns } from "../turns.mjs";

const MANY = 1_000_000;
const FEW = 100;
const SORTS = ["newest", "oldest", "top"];
/** What a site has unless it says otherwise. */
const USUAL_SORT = "newest";
const TARGET = { at_most: 2 };
const PAGE = "/page-1";

/**
 * @param {{turns: number}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measureCold({ turns }) {
  const [many, few] = [await filledDataFolder({ comments: MANY }), await filledDataFolder({ comments: FEW })];
  const rows = [];
  for (const sort of SORTS) rows.push(await measureSort(sort, many, few, turns));
  const settings = {
    turns,
    database_bytes: { [MANY]: statSync(databaseOf(many)).size, [FEW]: statSync(databaseOf(few)).size },
  };
  return { name: "cold", title: "First page after a start, nothing in memory", settings, rows };
}

/** @param {string} sort @param {string} many @param {string} few @param {number} turns @returns {Promise<import('../compare.mjs').Row>} */
async function measureSort(sort, many, few, turns) {
  const names = { many: `${MANY.toLocaleString("en")} comments`, few: `${FEW} comments` };
  const results = await inTurns(turns, {
    [names.many]: () => firstRead(many, sort),
    [names.few]: () => firstRead(few, sort),
  });
  const times = (/** @type {string} */ name) => results[name].map(({ milliseconds }) => milliseconds);
  return {
    what: `${REJOINDER}, ${sort}`,
    unit: "ms",
    contenders: Object.fromEntries(
      Object.values(names).map((name) => [name, { value: spread(times(name)), turns: results[name] }]),
    ),
    ratios: [
      {
        of: names.many,
        to: names.few,
        ratio: ratio(times(names.many), times(names.few)),
        target: TARGET,
        ...(sort === USUAL_SORT && { name: "read_1m_vs_100_cold" }),
      },
    ],
  };
}

/** @param {string} folder @param {string} sort */
async function firstRead(folder, sort) {
  await forget(folder);
  const server = await startRejoinder(folder);
  // The server has read a little of it to start.
  await forget(folder);
  const agent = new http.Agent({ keepAlive: true });
  // The connection is made beforehand.
  await get(`${server.url}/healthz`, agent);
  const begun = performance.now();
  const body = await get(server.url + threadPath({ page: PAGE, sort }), agent);
  const milliseconds = performance.now() - begun;
  agent.destroy();
  await server.stop();
  return { milliseconds, comments: JSON.parse(body.toString()).comments.length };
}

/** Node's `fetch` would take a millisecond for itself. @param {string} url @param {http.Agent} agent @returns {Promise<Buffer>} */
function get(url, agent) {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent }, (response) => {
      /** @type {Buffer[]} */
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => resolve(Buffer.concat(parts)));
    });
    request.on("error", reject);
  });
}
