// How long it takes to find 500 anchors in an article of 20,000 words: `npm ci --prefix widget && node bench/anchoring.mjs`.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const { build } = createRequire(new URL("../widget/build.mjs", import.meta.url))("esbuild");
const resolveDir = fileURLToPath(new URL("../widget/src/inline/anchor", import.meta.url));
const contents = `export * from "./describe"; export * from "./find";`;
const { outputFiles } = await build({ stdin: { contents, resolveDir }, bundle: true, write: false, format: "esm" });
const { describe, find } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const WORDS = 20_000;
const ANCHORS = 500;
const RUNS = 9;

let state = 1;
function random(below) {
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
  return (state >>> 0) % below;
}

const syllables = "ka lo min ter vash ol re bin du sel an gor pi thu wen ist ra em".split(" ");
const lexicon = Array.from({ length: 3000 }, () => Array.from({ length: 1 + random(4) }, () => syllables[random(18)]).join(""));
const words = Array.from({ length: WORDS }, () => lexicon[random(3000)]);
// A quotation mark like those of most articles makes two bytes of every unit.
const text = `“${words.join(" ")}”`;

const anchors = [];
while (anchors.length < ANCHORS) {
  const start = random(text.length - 700);
  anchors.push(describe(text, { start, end: start + [8, 40, 160, 600][anchors.length % 4] }));
}

const edits = {
  "where they were": () => text,
  "words for words, elsewhere": () => `A paragraph that was not there before. ${text}`,
  "a word in each changed": () => text.replace(/(\S{40,90}|(?:\S+ ){11})(\S+)/g, (_, before, word) => `${before}${word}x`),
  "all gone": () => Array.from({ length: WORDS }, () => lexicon[random(3000)].toUpperCase()).join(" "),
};

for (const [name, edit] of Object.entries(edits)) {
  const edited = edit();
  let found = 0;
  const runs = Array.from({ length: RUNS }, (_, run) => {
    // Another text each time, or what is kept of the last would not be paid for.
    const article = edited + ".".repeat(run);
    // Of the processor, so that a busy machine tells the same.
    const begin = process.cpuUsage();
    found = anchors.filter((anchor) => find(article, anchor)).length;
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  const median = runs.sort((a, b) => a - b)[RUNS >> 1];
  console.log(`${name}: ${median.toFixed(1)} ms for ${ANCHORS} anchors, ${found} found, ${(median / ANCHORS).toFixed(3)} ms each`);
}
