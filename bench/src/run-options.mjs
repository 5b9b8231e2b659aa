import { checkWritable, Mistake, optionsOrEnd, parse } from "./options.mjs";
import { full, quick } from "./programme.mjs";

/** @typedef {{isQuick: boolean, only?: string[], json?: string, plot?: string}} RunOptions */

const namesOf = (/** @type {import('./programme.mjs').Programme} */ programme) =>
  Object.keys(programme).join(", ");

const USAGE = "bench/run [--quick] [--only NAME,…] [--json FILE] [--plot FILE] [--help]";
const HELP = `--quick        the measurements that say most, in less than ten minutes; without it all, in about an hour and a half
--only NAME,…  these measurements and no others:
               ${namesOf(full)};
               with --quick: ${namesOf(quick)}
--json FILE    keeps every figure
--plot FILE    draws them, as SVG
--help         prints this`;

/** @param {string[]} args @returns {RunOptions} */
export function runOptions(args) {
  return optionsOrEnd({ command: "bench/run", usage: USAGE, help: HELP, read: () => read(args) });
}

/** @param {string[]} args @returns {RunOptions} */
function read(args) {
  const { values, positionals } = parse(args, {
    quick: { type: "boolean" },
    only: { type: "string" },
    json: { type: "string" },
    plot: { type: "string" },
  });
  if (positionals.length > 0) throw new Mistake(`${positionals[0]} belongs to no option`);
  const { only, json, plot } = /** @type {Record<string, string | undefined>} */ (values);
  const isQuick = values.quick === true;
  if (json) checkWritable("--json", json);
  if (plot) checkWritable("--plot", plot);
  return { isQuick, only: only ? checkedNames(only.split(","), isQuick) : undefined, json, plot };
}

/** @param {string[]} names @param {boolean} isQuick */
function checkedNames(names, isQuick) {
  const programme = isQuick ? quick : full;
  const wrong = names.find((name) => !Object.hasOwn(programme, name));
  if (wrong === undefined) return names;
  const where = isQuick ? "with --quick there are" : "there are";
  throw new Mistake(`--only: there is no measurement "${wrong}"; ${where} ${namesOf(programme)}`);
}
