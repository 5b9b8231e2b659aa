// The plot for the README: what Rejoinder reaches of what the machine can do, and how far it is ahead of others. Own SVG, so that it follows
// the reader's light or dark page and needs nothing.

import { isReached } from "./compare.mjs";
import { short, targetWords } from "./table.mjs";

/** @typedef {import('./compare.mjs').Measurement} Measurement */
/** @typedef {{contender: string, value: number, min: number, max: number}} Bar */
/** @typedef {{title: string, verdict: string, bars: Bar[]}} Group */

// A telephone shows it some 344 wide: what is 14 here is 10 there.
const [WIDTH, MARGIN, VALUES] = [480, 16, 72];
const [LINE, NOTE_LINE, BAR, BELOW_BAR, BELOW_GROUP] = [20, 18, 14, 6, 18];
/** So many signs of each size fit into a line, wide ones among them. */
const SIGNS = { title: 51, note: 62 };

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
    row: /^new comments, 64 clients/,
  },
  {
    measurement: "peers",
    title: "A busy day beside others (90% reads, 8% votes, 2% comments), 64 clients: a second",
    row: /^90% reads.*64 clients/,
  },
  {
    measurement: "cold",
    title: "First page after a start, nothing in memory: milliseconds, less is better",
    row: /newest/,
  },
];

/** @param {Measurement[]} measurements @param {string[]} notes such as which machine it was @returns {string} */
export function plot(measurements, notes) {
  const groups = DRAWN.flatMap(({ measurement, title, row }) =>
    groupOf(measurements, measurement, title, row),
  );
  let y = MARGIN;
  const drawn = groups.map((group) => {
    const { text, height } = drawGroup(group, y);
    y += height + BELOW_GROUP;
    return text;
  });
  const footnotes = [MARKS, ...notes].flatMap((note) => wrapped(note, SIGNS.note));
  const below = drawLines(footnotes, "note", y, NOTE_LINE);
  const height = y + footnotes.length * NOTE_LINE + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Rejoinder measured beside the limit of the machine and other comment servers">
${STYLE}
<rect class="ground" width="${WIDTH}" height="${height}" rx="8"/>
${[...drawn, below].join("\n")}
</svg>
`;
}

const MARKS = "Bar, dot and number: the median; thin line: from the least to the most.";

const STYLE = `<style>
  text { font: 15px system-ui, sans-serif; fill: #1f2328 }
  .ground { fill: #ffffff } .title { font-weight: 600 } .note { font-size: 14px; fill: #59636e }
  .ours { fill: #0a7d6c } .limit { fill: #8c959f } .other { fill: #c9a227 }
  .spread { stroke: #1f2328; stroke-width: 1.5 } .median { fill: #1f2328 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .ground { fill: #0d1117 } .note { fill: #9198a1 }
    .ours { fill: #2fb39f } .limit { fill: #6e7681 } .other { fill: #b08d1c }
    .spread { stroke: #e6edf3 } .median { fill: #e6edf3 }
  }
</style>`;

/** @param {Measurement[]} measurements @param {string} name @param {string} title @param {RegExp} which @returns {Group[]} */
function groupOf(measurements, name, title, which) {
  const row = measurements
    .find((measurement) => measurement.name === name)
    ?.rows.find(({ what }) => which.test(what));
  if (!row) return [];
  const bars = Object.entries(row.contenders).map(([contender, { value }]) => ({
    contender,
    value: value.median,
    min: value.min,
    max: value.max,
  }));
  return [{ title, verdict: verdictOf(row), bars }];
}

/** @param {import('./compare.mjs').Row} row */
function verdictOf({ ratios }) {
  const named = ratios.find(({ name }) => name);
  if (!named) return "";
  const reached = isReached(named);
  const target =
    reached === undefined ? "" : ` of ${targetWords(named.target)}: ${reached ? "reached" : "missed"}`;
  return `ratio ${named.ratio.median.toFixed(2)}${target}`;
}

/** @param {Group} group @param {number} top */
function drawGroup({ title, verdict, bars }, top) {
  const most = Math.max(...bars.map(({ max }) => max));
  const room = WIDTH - VALUES - 2 * MARGIN;
  const scale = (/** @type {number} */ value) => (value / most) * room;
  const titles = wrapped(title, SIGNS.title);
  const verdicts = wrapped(verdict, SIGNS.title);
  const barsTop = top + (titles.length + verdicts.length) * LINE + BELOW_BAR;
  const each = LINE + BAR + BELOW_BAR;
  const text = [
    drawLines(titles, "title", top, LINE),
    drawLines(verdicts, "verdict", top + titles.length * LINE, LINE),
    ...bars.map((bar, n) => drawBar(bar, barsTop + n * each, scale)),
  ];
  return { text: text.filter(Boolean).join("\n"), height: barsTop + bars.length * each - top };
}

/** @param {string[]} lines @param {string} kind @param {number} top @param {number} lineHeight */
function drawLines(lines, kind, top, lineHeight) {
  return lines
    .map(
      (line, n) =>
        `<text class="${kind}" x="${MARGIN}" y="${top + n * lineHeight + 15}">${escaped(line)}</text>`,
    )
    .join("\n");
}

/** Its name above it, the number in a column of its own. @param {Bar} bar @param {number} top @param {(value: number) => number} scale */
function drawBar({ contender, value, min, max }, top, scale) {
  const y = top + LINE;
  const middle = y + BAR / 2;
  const kind =
    contender.startsWith("Rejoinder") || contender.endsWith("comments")
      ? "ours"
      : contender === "limit"
        ? "limit"
        : "other";
  const at = (/** @type {number} */ value) => (MARGIN + scale(value)).toFixed(1);
  return `<text x="${MARGIN}" y="${y - 5}">${escaped(NAMES[contender] ?? contender)}</text>
<rect class="${kind}" x="${MARGIN}" y="${y}" width="${Math.max(1, scale(value)).toFixed(1)}" height="${BAR}" rx="2"/>
<line class="spread" x1="${at(min)}" x2="${at(max)}" y1="${middle}" y2="${middle}"/>
<circle class="median" cx="${at(value)}" cy="${middle}" r="3.5"/>
<text x="${WIDTH - MARGIN}" y="${middle + 5}" text-anchor="end">${short(value)}</text>`;
}

/** Lines of whole words; of no words, none. @param {string} text @param {number} signs in a line at most */
function wrapped(text, signs) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const longer = [lines.at(-1), word].filter(Boolean).join(" ");
    if (lines.length > 0 && longer.length <= signs) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** @type {Record<string, string>} */
const NAMES = { limit: "limit (a bare handler)" };

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
