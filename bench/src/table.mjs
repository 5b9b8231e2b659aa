import { isReached } from "./compare.mjs";
import * as limit from "./contenders/limit.mjs";

const LIMIT_EXPLAINED = `${limit.NAME}: a bare handler with the same bytes, or that inserts the same row by group commit; bench/limit`;

/** @param {number} value */
export function short(value) {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

/** @param {import('./statistics.mjs').Spread} spread */
const withSpread = ({ median, min, max }) => `${short(median)} (${short(min)}–${short(max)})`;

/** @param {string[][]} lines the first is the heading */
function aligned(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const rule = widths.map((width) => "-".repeat(width));
  const [heading, ...rest] = lines;
  return [heading, rule, ...rest]
    .map((line) => `| ${widths.map((width, column) => (line[column] ?? "").padEnd(width)).join(" | ")} |`)
    .join("\n");
}

/** @param {string[][]} lines the first is the heading */
function withoutEmptyColumns([heading, ...rest]) {
  const isFilled = (/** @type {string} */ _, /** @type {number} */ column) =>
    rest.some((line) => line[column]);
  const filled = heading.map(isFilled);
  return [heading, ...rest].map((line) => line.filter((_, column) => filled[column]));
}

/** @param {import('./compare.mjs').Measurement} measurement @returns {string} */
export function measurementTable({ title, rows, absent = {} }) {
  const lines = [
    ["", "contender", "median (min–max)", "p50 / p99 ms", "refused, failed", "verdict: less is better"],
  ];
  for (const row of rows) {
    const { what, unit, contenders } = row;
    for (const [name, { value, p50_ms, p99_ms, refused, failed }] of Object.entries(contenders)) {
      lines.push([
        what,
        name,
        `${withSpread(value)} ${unit}`,
        p50_ms === undefined || p99_ms === undefined ? "" : `${short(p50_ms)} / ${short(p99_ms)}`,
        refused || failed ? `${refused}, ${failed}` : "",
        standing(row, name),
      ]);
    }
  }
  for (const [name, reason] of Object.entries(absent)) lines.push(["", name, `not measured: ${reason}`]);
  const facts = rows
    .filter((row) => row.facts)
    .map(
      (row) =>
        `${row.what}: ${Object.entries(row.facts ?? {})
          .map(([name, value]) => `${name} ${value}`)
          .join(", ")}`,
    );
  const explained = rows.some(({ contenders }) => limit.NAME in contenders) ? [LIMIT_EXPLAINED] : [];
  return [`\n${title}`, aligned(withoutEmptyColumns(lines)), ...explained, ...facts].join("\n");
}

/** Whether a contender is the best, and whether the first has reached its target. @param {import('./compare.mjs').Row} row @param {string} name */
function standing({ better, target, contenders }, name) {
  if (better === undefined) return "";
  const { median } = contenders[name].value;
  const best = Object.values(contenders).every(({ value }) => median <= value.median) ? ["best"] : [];
  const isFirst = name === Object.keys(contenders)[0];
  if (target !== undefined && isFirst)
    best.push(`target ${target} ${median <= target ? "reached" : "MISSED"}`);
  return best.join(", ");
}

/** @param {import('./compare.mjs').Measurement[]} measurements @returns {string} */
export function ratioTable(measurements) {
  const lines = [["ratio", "of", "to", "median (min–max)", "target", ""]];
  for (const { title, rows } of measurements) {
    for (const { what, ratios } of rows) {
      for (const ratio of ratios) {
        lines.push([
          ratio.name ?? `${title}: ${what}`,
          ratio.of,
          ratio.to,
          withSpread(ratio.ratio),
          targetWords(ratio.target),
          verdict(ratio),
        ]);
      }
    }
  }
  return `\nRatios\n${aligned(lines)}`;
}

/** @param {import('./compare.mjs').Target} [target] */
export function targetWords({ at_least, at_most } = {}) {
  if (at_least !== undefined) return `at least ${at_least}`;
  return at_most === undefined ? "" : `at most ${at_most}`;
}

/** @param {import('./compare.mjs').Ratio} ratio */
function verdict(ratio) {
  const reached = isReached(ratio);
  return reached === undefined ? "" : reached ? "reached" : "MISSED";
}
