// The plot for the README: what Rejoinder reaches of what the machine can do, and how far it is ahead of others. Own SVG, so that it follows
// the reader's light or dark page and needs nothing.

import { isReached } from "./compare.mjs";
import { short } from "./table.mjs";

/** @typedef {import('./compare.mjs').Measurement} Measurement */
/** @typedef {{label: string, contender: string, value: number, min: number, max: number}} Bar */
/** @typedef {{title: string, bars: Bar[]}} Group */

const WIDTH = 840;
const [LABELS, VALUES, MARGIN] = [250, 96, 16];
const [BAR, GAP, HEADING] = [18, 6, 34];

/** Which rows of which measurements are drawn, in this order. */
const DRAWN = [
  {
    measurement: "reads",
    title: "A thread of 100 comments, brotli, 32 connections: answers a second",
    row: /^br .*32/,
  },
  {
    measurement: "peers",
    title: "The same thread as a browser asks for it, 32 connections: answers a second",
    row: /thread/,
  },
  { measurement: "posts", title: "New comments on disk, 64 clients: a second", row: /, 64 clients/ },
  {
    measurement: "peers",
    title: "New comments on disk beside others, 64 clients: a second",
    row: /, 64 clients/,
  },
  {
    measurement: "cold",
    title: "First page after a start, nothing in memory: milliseconds, less is better",
    row: /newest/,
  },
];

/** @param {Measurement[]} measurements @param {string} machine @returns {string} */
export function plot(measurements, machine) {
  const groups = DRAWN.flatMap(({ measurement, title, row }) =>
    groupOf(measurements, measurement, title, row),
  );
  let y = MARGIN;
  const drawn = groups.map((group) => {
    const text = drawGroup(group, y);
    y += heightOf(group);
    return text;
  });
  const height = y + 24;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Rejoinder measured beside the limit of the machine and other comment servers">
${STYLE}
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
${drawn.join("\n")}
<text class="note" x="${MARGIN}" y="${height - 12}">${escaped(`Medians; thin lines from the least to the most. ${machine}`)}</text>
</svg>
`;
}

const STYLE = `<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .ground { fill: #ffffff } .title { font-weight: 600 } .note { font-size: 11px; fill: #59636e }
  .ours { fill: #0a7d6c } .limit { fill: #8c959f } .other { fill: #c9a227 } .spread { stroke: #1f2328; stroke-width: 1.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .ground { fill: #0d1117 } .note { fill: #9198a1 }
    .ours { fill: #2fb39f } .limit { fill: #6e7681 } .other { fill: #b08d1c } .spread { stroke: #e6edf3 }
  }
</style>`;

/** @param {Measurement[]} measurements @param {string} name @param {string} title @param {RegExp} which @returns {Group[]} */
function groupOf(measurements, name, title, which) {
  const row = measurements
    .find((measurement) => measurement.name === name)
    ?.rows.find(({ what }) => which.test(what));
  if (!row) return [];
  const bars = Object.entries(row.contenders).map(([contender, { value }]) => ({
    label: contender,
    contender,
    value: value.median,
    min: value.min,
    max: value.max,
  }));
  return [{ title: title + ratioWords(row), bars }];
}

/** @param {import('./compare.mjs').Row} row */
function ratioWords({ ratios }) {
  const named = ratios.find((ratio) => ratio.name);
  if (!named) return "";
  return ` (ratio ${named.ratio.median.toFixed(2)}${isReached(named) === false ? ", target missed" : ""})`;
}

/** @param {Group} group */
const heightOf = ({ bars }) => HEADING + bars.length * (BAR + GAP) + 10;

/** @param {Group} group @param {number} top */
function drawGroup({ title, bars }, top) {
  const most = Math.max(...bars.map(({ max }) => max));
  const room = WIDTH - LABELS - VALUES - 2 * MARGIN;
  const scale = (/** @type {number} */ value) => (value / most) * room;
  const lines = bars.map((bar, n) => drawBar(bar, top + HEADING + n * (BAR + GAP), scale));
  return [`<text class="title" x="${MARGIN}" y="${top + 20}">${escaped(title)}</text>`, ...lines].join("\n");
}

/** @param {Bar} bar @param {number} y @param {(value: number) => number} scale */
function drawBar({ label, contender, value, min, max }, y, scale) {
  const [left, middle] = [MARGIN + LABELS, y + BAR / 2];
  const kind =
    contender.startsWith("Rejoinder") || contender.endsWith("comments")
      ? "ours"
      : contender === "limit"
        ? "limit"
        : "other";
  const at = (/** @type {number} */ value) => (left + scale(value)).toFixed(1);
  return `<text x="${left - 8}" y="${middle + 4}" text-anchor="end">${escaped(NAMES[label] ?? label)}</text>
<rect class="${kind}" x="${left}" y="${y}" width="${Math.max(1, scale(value)).toFixed(1)}" height="${BAR}" rx="2"/>
<line class="spread" x1="${at(min)}" x2="${at(max)}" y1="${middle}" y2="${middle}"/>
<text x="${(left + scale(max) + 8).toFixed(1)}" y="${middle + 4}">${short(value)}</text>`;
}

/** @type {Record<string, string>} */
const NAMES = { limit: "limit (a bare handler)" };

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
