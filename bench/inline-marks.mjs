// How long a page stands still while 500 comments are put into an article of 20,000 words, on a processor four times slower:
// `npm ci --prefix widget && npm run --prefix widget build && npm ci --prefix tests/browser && node bench/inline-marks.mjs`.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
const { chromium } = require("@playwright/test");
const esbuild = createRequire(new URL("../widget/build.mjs", import.meta.url))("esbuild");

const WORDS = 20_000;
const COMMENTS = 500;
const SLOWER = 4;
const RUNS = 5;

let state = 1;
function random(below) {
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
  return (state >>> 0) % below;
}

const syllables = "ka lo min ter vash ol re bin du sel an gor pi thu wen ist ra em".split(" ");
const lexicon = Array.from({ length: 3000 }, () => Array.from({ length: 1 + random(4) }, () => syllables[random(18)]).join(""));
const paragraphs = Array.from({ length: WORDS / 80 }, () => `${Array.from({ length: 80 }, () => lexicon[random(3000)]).join(" ")}.`);
const text = paragraphs.join(" ");

const resolveDir = new URL("../widget/src/inline/anchor", import.meta.url).pathname;
const { outputFiles } = await esbuild.build({
  stdin: { contents: `export * from "./describe";`, resolveDir },
  bundle: true,
  write: false,
  format: "esm",
});
const { describe } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const anchors = Array.from({ length: COMMENTS }, (_, index) => {
  const start = random(text.length - 700);
  return describe(text, { start, end: start + [8, 40, 160, 600][index % 4] });
});

const comment = (anchor, index) => ({
  id: `c${String(index).padStart(5, "0")}`,
  parent: null,
  root: `c${String(index).padStart(5, "0")}`,
  depth: 0,
  author: { avatar: "0" },
  html: "<p>Words.</p>",
  created_at: "2026-01-01T00:00:00Z",
  votes: { up: 0, down: 0, score: 0 },
  reply_count: 0,
  anchor,
});
const answer = JSON.stringify({
  page: { key: "/", url: null, title: null, comments: COMMENTS, points: { up: 0, down: 0, points: 0 }, locked: false },
  site: { name: "Bench", max_length: 10_000, edit_window: 900, images: false, mail: false },
  sort: "newest",
  comments: [],
  next: null,
  inline: anchors.map(comment),
});

/** The first has the passages where they were, the second below a new beginning, the third with a change in each. */
const edits = {
  "where they were": (words) => words,
  "elsewhere": (words, index) => (index ? words : `A beginning that was not there. ${words}`),
  "a word in each changed": (words) => words.replace(/(\S{40,90}|(?:\S+ ){11})(\S+)/g, (_, before, word) => `${before}${word}x`),
};

let body = "";
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  const [type, content] =
    pathname === "/"
      ? ["text/html", body]
      : pathname.endsWith(".js")
        ? ["text/javascript", await readFile(new URL(`../widget/dist${pathname}`, import.meta.url))]
        : ["application/json", pathname === "/api/v1/thread" ? answer : "{}"];
  response.setHeader("Content-Type", `${type}; charset=utf-8`);
  response.end(content);
}).listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

async function measure() {
  const page = await browser.newPage({ viewport: { width: 412, height: 915 } });
  await page.addInitScript(() => {
    window.tasks = [];
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) window.tasks.push({ startTime, duration });
    }).observe({ type: "longtask", buffered: true });
  });
  // The script comes when the page has settled, so that what is measured is its own.
  let come;
  const settled = new Promise((resolve) => (come = resolve));
  await page.route("**/inline.js*", async (route) => {
    await settled;
    await route.continue();
  });
  await page.goto(origin);
  await page.locator("rejoinder-thread h2").waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  const start = await page.evaluate(() => performance.now());
  come();
  await page.waitForFunction(() => document.querySelector("rejoinder-marks")?.shadowRoot.querySelector(".mark"), null, { polling: 20 });
  // All of it is done when nothing more has come for a while.
  let marks = -1;
  for (;;) {
    const now = await page.locator("rejoinder-marks button.mark").count();
    if (now === marks) break;
    marks = now;
    await new Promise((resolve) => setTimeout(resolve, 1500));
  }
  const tasks = await page.evaluate((from) => window.tasks.filter(({ startTime }) => startTime >= from), start);
  await page.close();
  const blocking = tasks.reduce((sum, { duration }) => sum + duration - 50, 0);
  return { marks, longest: Math.max(0, ...tasks.map(({ duration }) => duration)), blocking };
}

for (const [name, edit] of Object.entries(edits)) {
  const article = paragraphs.map((words, index) => `<p>${edit(words, index)}</p>`).join("\n");
  body = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bench</title>
<article>${article}</article><script src="/embed.js" data-site="bench" data-article="article" async></script>`;
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measure());
  const median = (of) => runs.map(of).sort((a, b) => a - b)[RUNS >> 1].toFixed(0);
  console.log(
    `${name}: ${runs[0].marks} marks, longest task ${median(({ longest }) => longest)} ms, ${median(({ blocking }) => blocking)} ms beyond 50 ms tasks, ${SLOWER}x slower processor`,
  );
}
await browser.close();
server.close();
