// An article of 20,000 words, anchors of passages in it, and the widget's own way of finding them.
import { fileURLToPath } from "node:url";
import { lockedPackage } from "./src/locked-package.mjs";

const WORDS = 20_000;
const EACH = 80;

const { build } = lockedPackage("widget", "esbuild");
const resolveDir = fileURLToPath(new URL("../widget/src/inline/anchor", import.meta.url));
const contents = `export * from "./describe"; export * from "./find";`;
const { outputFiles } = await build({
  stdin: { contents, resolveDir },
  bundle: true,
  write: false,
  format: "esm",
});
export const { describe, find, findEdited, findUnchanged } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`
);

let state = 1;
/** @param {number} below */
function random(below) {
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
  return (state >>> 0) % below;
}

const syllables = "ka lo min ter vash ol re bin du sel an gor pi thu wen ist ra em".split(" ");
const lexicon = Array.from({ length: 3000 }, () =>
  Array.from({ length: 1 + random(4) }, () => syllables[random(18)]).join(""),
);

const paragraph = () => `${Array.from({ length: EACH }, () => lexicon[random(3000)]).join(" ")}.`;
export const paragraphs = () => Array.from({ length: WORDS / EACH }, paragraph);

/** Of a word, a phrase, a sentence and a paragraph in turn. @param {string} text @param {number} count */
export const anchorsIn = (text, count) =>
  Array.from({ length: count }, (_, index) => {
    const start = random(text.length - 700);
    return describe(text, { start, end: start + [8, 40, 160, 600][index % 4] });
  });

/** A word in each sentence is another. @param {string} text */
export const changed = (text) => text.replace(/(?:\S{40,90}|(?:\S+ ){11})\S+/g, (words) => `${words}x`);
