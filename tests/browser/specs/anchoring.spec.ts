// Inline comments survive editing: a passage is found again where it is, and never where it is not.
import { type Anchor, type Span, unitAt } from "../../../widget/src/inline/anchor/anchor";
import { describe } from "../../../widget/src/inline/anchor/describe";
import { find, findEdited, findUnchanged } from "../../../widget/src/inline/anchor/find";
import { articles } from "../support/anchoring/articles";
import { cases, outcome, Tally, textOf } from "../support/anchoring/corpus";
import { kinds } from "../support/anchoring/kinds";
import { Random } from "../support/anchoring/random";
import { stepsOf } from "../support/anchoring/steps";
import { expect, test } from "../support/test";

const EACH = 60;

test("of a corpus of edits hardly any passage is found in a wrong place, and few are missed", () => {
  const tally = new Tally();
  const wrong: unknown[] = [];
  for (const one of cases(EACH)) {
    const came = outcome(one, find);
    tally.add(one, came);
    if (came === "false") wrong.push([one.article.name, one.kind.name, one.anchor]);
  }
  console.log(tally.table());
  console.log(`${tally.sum()} cases, ${tally.sum("missed")} missed, ${tally.sum("false")} false`, wrong);
  expect(tally.sum()).toBeGreaterThan(9000);
  expect(tally.sum("false") / tally.sum()).toBeLessThanOrEqual(0.001);
  for (const kind of kinds) {
    expect.soft(tally.misses(kind, "prose"), `${kind.name}, prose`).toBeLessThanOrEqual(kind.misses[0]);
    expect.soft(tally.misses(kind, "repetitive"), `${kind.name}, repetitive`).toBeLessThanOrEqual(kind.misses[1]);
  }
});

const anchored = (text: string, span: Span): Required<Anchor> => {
  const anchor = describe(text, span);
  if (typeof anchor === "string") throw new Error(anchor);
  return anchor;
};

for (const article of articles()) {
  test(`any part of the ${article.name} article as it is is found where it is`, () => {
    const text = textOf(article);
    const random = new Random(article.name.length);
    for (let count = 0; count < 500; count++) {
      const start = random.between(0, text.length - 2);
      const end = start + random.between(1, random.of([3, 30, 300, 1900]));
      const chosen = { start, end: Math.min(end, text.length) };
      if (text.slice(chosen.start, chosen.end).trim() === "") continue;
      const anchor = anchored(text, chosen);
      const { exact, prefix, suffix } = anchor;
      const span = { start: unitAt(text, anchor.start), end: unitAt(text, anchor.end) };
      expect(find(text, anchor)).toEqual(span);
      expect(text.slice(span.start, span.end)).toBe(exact);
      expect(text.slice(0, span.start).endsWith(prefix)).toBe(true);
      expect(text.slice(span.end).startsWith(suffix)).toBe(true);
      expect(Math.max(prefix.length, suffix.length)).toBeLessThanOrEqual(64);
    }
  });
}

test("positions are told in code points, as the model counts them, and lead back to their place", () => {
  const row = "🌊 a row like all others 🌊 ";
  const text = `😀 first. ${row.repeat(40)}`;
  for (const at of [text.indexOf("row"), text.lastIndexOf("row"), text.indexOf("row", 400)]) {
    const anchor = anchored(text, { start: at, end: at + 3 });
    expect(anchor.start).toBe([...text.slice(0, at)].length);
    expect(findUnchanged(text, anchor)).toEqual({ start: at, end: at + 3 });
  }
});

test("white space at the ends of a selection is not of the passage", () => {
  expect(describe("one two three", { start: 3, end: 8 })).toMatchObject({ exact: "two", start: 4, end: 7 });
});

test("nothing is no passage, and too much is none", () => {
  expect(describe("one two", { start: 3, end: 4 })).toBe("empty");
  expect(describe("one two", { start: 2, end: 2 })).toBe("empty");
  expect(describe("one two", { start: 5, end: 2 })).toBe("empty");
  expect(describe("", { start: 0, end: 9 })).toBe("empty");
  expect(describe("😀".repeat(2001), { start: 0, end: 4002 })).toBe("too-long");
  expect(describe("😀".repeat(2001), { start: 0, end: 4000 })).toMatchObject({ start: 0, end: 2000 });
});

test("no character is cut", () => {
  const family = "👩‍👩‍👧‍👦";
  const text = `${family.repeat(9)}e\u0301 word ${family.repeat(9)}`;
  const at = text.indexOf("word");
  for (const { prefix, suffix } of [anchored(text, { start: at, end: at + 4 })]) {
    expect(prefix).toBe(`${family.repeat(2)}e\u0301 `);
    expect(suffix).toBe(` ${family.repeat(2)}`);
  }
  expect(anchored(text, { start: 3, end: 5 }).exact).toBe(family);
  expect(anchored(text, { start: at - 2, end: at }).exact).toBe("e\u0301");
});

test("what has its like elsewhere is remembered with more around it", () => {
  const like = "We walked from the weir to the quarry and met nobody.";
  const text = `${"One thing came before. ".repeat(4)}${like} Then it rained for a week. ${like} ${"The rest is silence. ".repeat(4)}`;
  const start = text.indexOf(like);
  expect(anchored(text, { start, end: start + like.length }).prefix).toHaveLength(64);
  const rain = text.indexOf("it rained");
  expect(anchored(text, { start: rain, end: rain + 9 }).prefix).toHaveLength(32);
});

test("of equal rows the one in its place is found, and none where they have moved", () => {
  const row = "The same row of the same table, again and again, to the end of the page, as if it mattered. ";
  const text = `Rows: ${row.repeat(9)}End.`;
  const start = text.indexOf("again and", 400);
  const anchor = anchored(text, { start, end: start + 9 });
  expect(find(text, anchor)).toEqual({ start, end: start + 9 });
  expect(find(`More ${text}`, anchor)).toBeNull();
});

test("no anchor is too strange to be looked for", () => {
  const random = new Random(7);
  const texts = ["", " ", "a", "\ud83d", textOf(articles()[0]!), textOf(articles()[2]!), "ab".repeat(20_000)];
  const words = ["", " ", "\n", "a", "ab", "\ud83d", "\ude00x", "\0", "e\u0301", "أ", "ab".repeat(1500), "x".repeat(100_000), "her", "the ferry"];
  const numbers = [undefined, 0, -1, 1, 17, 1.5, 1e9, -1e9, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53];
  for (let count = 0; count < 1500; count++) {
    const text = random.of(texts);
    const [start, end] = [random.of(numbers), random.of(numbers)];
    const anchor = { prefix: random.of(words), exact: random.of(words), suffix: random.of(words), start, end } as Anchor;
    for (const finder of [find, findUnchanged, findEdited]) {
      const span = finder(text, anchor);
      if (!span) continue;
      expect(Number.isInteger(span.start) && Number.isInteger(span.end)).toBe(true);
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeLessThanOrEqual(text.length);
      expect(span.start).toBeLessThan(span.end);
    }
  }
});

const prose = Array.from({ length: 2000 }, (_, n) => `Of ${n * 7919} waves ${n * n} broke.`).join(" ");
const part = (at: number, length: number): string => prose.slice(at, at + length);
const spoilt = (words: string): string => words.replace(/([^]{30})[^]/g, "$1#");

test("a long passage with many changes is found in few steps", () => {
  for (const length of [2000, 3900]) {
    const anchor = { prefix: part(4936, 64), exact: spoilt(part(5000, length)), suffix: part(5000 + length, 64) };
    const { steps, result } = stepsOf(() => findEdited(prose, anchor));
    expect(result && prose.slice(result.start, result.end)).toBe(part(5000, length).trim());
    expect(steps).toBeLessThan(500_000);
  }
});

test("an anchor put together from many parts of the article is found nowhere, and laid against none", () => {
  const exact = [5000, 15_000, 25_000, 35_000, 45_000].map((at) => part(at, 400)).join("");
  const { steps, result } = stepsOf(() => findEdited(prose, { prefix: part(4936, 64), exact, suffix: part(900, 64) }));
  expect(result).toBeNull();
  expect(steps).toBeLessThan(20_000);
});

test("in an article that repeats itself an anchor made to cost time takes few steps", () => {
  const size = 120_000;
  for (const one of ["a", "ab ", "refrain ", "😀", part(5000, 300), part(5000, 601)]) {
    const text = one.repeat(size / one.length);
    for (const exact of [`${text.slice(600, 2599)}#`, `#${text.slice(600, 2599)}`, spoilt(text.slice(600, 2599)), text.slice(600, 614)]) {
      for (const anchor of [{ exact }, { exact, prefix: text.slice(536, 600), suffix: text.slice(700, 764) }]) {
        const unchanged = stepsOf(() => findUnchanged(text, anchor));
        expect(unchanged.result).toBeNull();
        expect(unchanged.steps).toBeLessThan(2000);
        expect(stepsOf(() => findEdited(text, anchor)).steps).toBeLessThan(1_800_000);
      }
    }
  }
});

test("signs that nobody sees, which other programs take for text, do not matter", () => {
  const text = "Before it stood other words. The lighthouse keeper wrote it down. After it nothing more.";
  const start = text.indexOf("lighthouse");
  const anchor = { prefix: "The\u2060 ", exact: "light\xadhouse\u200b keep\xader\ufeff", suffix: " wr\xadote" };
  expect(findUnchanged(text, anchor)).toEqual({ start, end: start + "lighthouse keeper".length });
  expect(find(text, { exact: "\xad\u200b \ufeff" })).toBeNull();
});
