import { ratio, spread } from "./statistics.mjs";
import { inTurns } from "./turns.mjs";

/** @typedef {import('./load.mjs').Load} Load */
/** @typedef {import('./statistics.mjs').Spread} Spread */
/** @typedef {{at_least?: number, at_most?: number}} Target */

/**
 * One line of a table: what was measured, and what each contender reached.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} unit
 * @property {Record<string, Reached>} contenders
 * @property {Ratio[]} ratios
 * @property {"less"} [better] where the least is the best, and the table says whose it is
 * @property {number} [target] what the first contender must not go beyond
 * @property {Record<string, unknown>} [facts] what else was seen, such as how often something was rebuilt
 */
/** @typedef {{value: Spread, p50_ms?: number, p99_ms?: number, refused?: number, failed?: number, turns: unknown[]}} Reached */
/** @typedef {{name?: string, of: string, to: string, ratio: Spread, target?: Target}} Ratio */
/**
 * @typedef {{name: string, title: string, settings: Record<string, unknown>, rows: Row[], absent?: Record<string, string>}} Measurement
 * `absent`: who was not measured, and why
 */

/** @param {Load[]} loads @returns {Reached} */
export function reached(loads) {
  return {
    value: spread(loads.map((load) => load.rate)),
    p50_ms: spread(loads.map((load) => load.latency.p50)).median,
    p99_ms: spread(loads.map((load) => load.latency.p99)).median,
    refused: loads.reduce((sum, load) => sum + load.refused, 0),
    failed: loads.reduce((sum, load) => sum + load.failed, 0),
    turns: loads,
  };
}

/**
 * Puts load on contenders in turns; the first is compared with each other one.
 * @param {object} order
 * @param {string} order.what
 * @param {number} order.turns
 * @param {Record<string, () => Promise<Load>>} order.contenders
 * @param {Record<string, {name?: string, target?: Target}>} [order.ratios] by the contender that the first is compared with
 * @returns {Promise<Row>}
 */
export async function compareLoads({ what, turns, contenders, ratios = {} }) {
  const loads = await inTurns(turns, contenders);
  const [first, ...others] = Object.keys(contenders);
  const rates = (/** @type {string} */ name) => loads[name].map((load) => load.rate);
  return {
    what,
    unit: "a second",
    contenders: Object.fromEntries(Object.entries(loads).map(([name, all]) => [name, reached(all)])),
    ratios: others.map((other) => ({
      of: first,
      to: other,
      ratio: ratio(rates(first), rates(other)),
      ...ratios[other],
    })),
  };
}

/**
 * Compares what is better the less there is of it; the first is compared with each other one.
 * @template View
 * @param {object} order
 * @param {string} order.what
 * @param {string} order.unit
 * @param {Record<string, View[]>} order.views of each contender, in turns
 * @param {(view: View) => number} order.of
 * @param {number} [order.target]
 * @param {Record<string, unknown>} [order.facts]
 * @returns {Row}
 */
export function lessIsBetter({ what, unit, views, of, target, facts }) {
  const values = Object.entries(views).map(([name, all]) => ({ name, all: all.map(of) }));
  const [first, ...others] = values;
  return {
    what,
    unit,
    better: "less",
    target,
    facts,
    contenders: Object.fromEntries(values.map(({ name, all }) => [name, { value: spread(all), turns: all }])),
    // Nothing is a multiple of nothing.
    ratios: others
      .filter(({ all }) => all.every((value) => value > 0))
      .map(({ name, all }) => ({
        of: first.name,
        to: name,
        ratio: ratio(first.all, all),
        target: { at_most: 1 },
      })),
  };
}

/** @param {Ratio} ratio @returns {boolean | undefined} whether the target is reached, where there is one */
export function isReached({ ratio: { median }, target }) {
  if (target?.at_least !== undefined) return median >= target.at_least;
  if (target?.at_most !== undefined) return median <= target.at_most;
  return undefined;
}
