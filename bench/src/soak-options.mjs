import { checkWritable, Mistake, optionsOrEnd, parse } from "./options.mjs";

/** @typedef {{minutes: number, csv?: string}} SoakOptions */

/** The caches fill in the first minutes: before the second quarter of what is judged. */
export const LEAST_JUDGED_MINUTES = 4;
const USUAL_MINUTES = 60;

const USAGE = "bench/soak [MINUTES] [--csv FILE] [--help]";
const HELP = `MINUTES     how long the load is held: ${USUAL_MINUTES} where none are given;
            less than ${LEAST_JUDGED_MINUTES} cannot be judged
--csv FILE  takes what the server holds in memory, each second; without it a file below target/bench
--help      prints this

Ends with 1 where memory has grown.`;

/** @param {string[]} args @returns {SoakOptions} */
export function soakOptions(args) {
  return optionsOrEnd({ command: "bench/soak", usage: USAGE, help: HELP, read: () => read(args) });
}

/** @param {string[]} args @returns {SoakOptions} */
function read(args) {
  // Who writes -5 means a number, not an option.
  const negative = args.find((argument) => /^-[\d.]/.test(argument));
  if (negative) throw notMinutes(negative);
  const { values, positionals } = parse(args, { csv: { type: "string" } });
  const [given, second] = positionals;
  if (second !== undefined) throw new Mistake(`MINUTES is one number, and ${second} is another`);
  const minutes = given === undefined ? USUAL_MINUTES : Number(given);
  if (!(minutes > 0 && Number.isFinite(minutes))) throw notMinutes(given);
  const { csv } = /** @type {{csv?: string}} */ (values);
  if (csv) checkWritable("--csv", csv);
  return { minutes, csv };
}

const notMinutes = (/** @type {string} */ given) =>
  new Mistake(`MINUTES is a number above 0, and not "${given}"`);
