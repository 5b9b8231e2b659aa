// From the start of the process to the first 200 of /readyz, and what it holds in memory when nothing happens: on a database that has long
// been in use, with 1,000,000 comments and with 100.

import { filledDataFolder, forget, NAME as REJOINDER, startCommand } from "../contenders/rejoinder.mjs";
import { binary } from "../places.mjs";
import { run } from "../shell.mjs";
import { spread } from "../statistics.mjs";
import { inTurns } from "../turns.mjs";

const MANY = 1_000_000;
const FEW = 100;
const READY_MS = 40;
const IDLE_MIB = 20;
const IDLE_SECONDS = 2;

/** @typedef {{milliseconds: number, resident_kib: number}} Started */

/** @param {{turns: number}} order @returns {Promise<import('../compare.mjs').Measurement>} */
export async function measureStart({ turns }) {
  const [many, few] = [await filledDataFolder({ comments: MANY }), await filledDataFolder({ comments: FEW })];
  // The first start of a folder may have something to tidy up.
  for (const folder of [many, few]) await started(folder, { idle: 30 });
  const names = { many: `${MANY} comments`, few: `${FEW} comments` };
  const results = await inTurns(turns, {
    [names.many]: () => started(many, {}),
    [`${names.many}, not in memory`]: () => started(many, { cold: true }),
    [names.few]: () => started(few, {}),
  });
  return {
    name: "start",
    title: "From the start to ready, and memory when idle",
    settings: { turns, idle_seconds: IDLE_SECONDS },
    rows: [
      row("ready", "ms", results, names.many, ({ milliseconds }) => milliseconds, READY_MS),
      row(
        "memory when idle",
        "MiB",
        results,
        names.many,
        ({ resident_kib }) => resident_kib / 1_024,
        IDLE_MIB,
      ),
    ],
  };
}

/**
 * @param {string} what @param {string} unit @param {Record<string, Started[]>} results @param {string} judged
 * @param {(turn: Started) => number} of @param {number} most
 * @returns {import('../compare.mjs').Row}
 */
function row(what, unit, results, judged, of, most) {
  return {
    what: `${REJOINDER}, ${what}`,
    unit,
    contenders: Object.fromEntries(
      Object.entries(results).map(([name, turns]) => [name, { value: spread(turns.map(of)), turns }]),
    ),
    ratios: [
      {
        of: judged,
        to: `${most} ${unit}`,
        ratio: spread(results[judged].map((turn) => of(turn) / most)),
        target: { at_most: 1 },
      },
    ],
  };
}

/** @param {string} folder @param {{cold?: boolean, idle?: number}} options @returns {Promise<Started>} */
async function started(folder, { cold = false, idle = IDLE_SECONDS }) {
  if (cold) await forget(folder);
  const { address, command } = await startCommand(folder);
  return JSON.parse(await run(binary("ready"), [address, `${idle}`, ...command]));
}
