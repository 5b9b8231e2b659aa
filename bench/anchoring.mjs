// How long it takes to find 500 anchors in an article of 20,000 words, and one that was made to cost time:
// `npm ci --prefix widget && node bench/anchoring.mjs`.
import { anchorsIn, changed, find, findEdited, findUnchanged, paragraphs } from "./article.mjs";

const ANCHORS = 500;
const RUNS = 9;

// A quotation mark like those of most articles makes two bytes of every unit.
const text = `“${paragraphs().join(" ")}”`;
const anchors = anchorsIn(text, ANCHORS);

const edits = {
  "where they were": () => text,
  "words for words, elsewhere": () => `A paragraph that was not there before. ${text}`,
  "a word in each changed": () => changed(text),
  "all gone": () => paragraphs().join(" ").toUpperCase(),
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
  console.log(
    `${name}: ${median.toFixed(1)} ms for ${ANCHORS} anchors, ${found} found, ${(median / ANCHORS).toFixed(3)} ms each`,
  );
}

// Anybody may send an anchor: what one may cost.
const spoilt = (/** @type {string} */ words) => words.replace(/(.{30})./gs, "$1#");
const repetitions = {
  prose: text,
  "one sign": "a".repeat(120_000),
  "one word": "refrain ".repeat(15_000),
  "one paragraph": text.slice(1000, 1601).repeat(200),
};
/** @type {Record<string, (article: string) => string>} */
const hostile = {
  "its last sign changed": (article) => `${article.slice(5000, 6999)}#`,
  "its first sign changed": (article) => `#${article.slice(5000, 6999)}`,
  "many changes": (article) => spoilt(article.slice(5000, 7000)),
  "four parts": (article) => [5000, 25_000, 45_000, 65_000].map((at) => article.slice(at, at + 500)).join(""),
  "fifteen signs": (article) => `${article.slice(5000, 5014)}#`,
};
const costOf = (/** @type {() => unknown} */ act) => {
  const times = Array.from({ length: RUNS }, () => {
    const begin = process.cpuUsage();
    act();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[RUNS >> 1].toFixed(2);
};

for (const [kind, article] of Object.entries(repetitions)) {
  for (const [name, make] of Object.entries(hostile)) {
    const exact = make(article);
    const anchor = { exact, prefix: article.slice(4936, 5000), suffix: article.slice(7000, 7064) };
    const unchanged = costOf(() => [anchor, { exact }].map((one) => findUnchanged(article, one)));
    const edited = costOf(() => findEdited(article, anchor));
    console.log(
      `${kind}, ${name}: ${unchanged} ms for two looks for the words as they were, ${edited} ms for one for them changed`,
    );
  }
}
