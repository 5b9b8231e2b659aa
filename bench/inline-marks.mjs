// How long a page stands still while 500 comments are put into an article of 20,000 words, on a processor four times slower:
// `npm ci --prefix widget && npm run --prefix widget build && npm ci --prefix tests/browser && node bench/inline-marks.mjs`.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { anchorsIn, changed, paragraphs } from "./article.mjs";
import { startChromium } from "./src/browser/chromium.mjs";
import { median } from "./src/statistics.mjs";

/** Other scripts, to compare: a folder with those of another commit. */
const DIST = process.env.REJOINDER_DIST ?? fileURLToPath(new URL("../widget/dist", import.meta.url));
const COMMENTS = 500;
const SLOWER = 4;
const RUNS = 5;
/** What has not come after so long does not. */
const PATIENCE_MS = 15_000;

const words = paragraphs();
const anchors = anchorsIn(words.join(" "), COMMENTS);

const comment = (/** @type {unknown} */ anchor, /** @type {number} */ index) => ({
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
  page: {
    key: "/",
    url: null,
    title: null,
    comments: COMMENTS,
    points: { up: 0, down: 0, points: 0 },
    locked: false,
  },
  site: { name: "Bench", max_length: 10_000, edit_window: 900, images: false, mail: false },
  sort: "newest",
  comments: [],
  next: null,
  inline: anchors.map(comment),
});

/**
 * The first has the passages where they were, the second below a new beginning, the third with a change in each.
 * @type {Record<string, (paragraph: string, index: number) => string>}
 */
const edits = {
  "where they were": (paragraph) => paragraph,
  elsewhere: (paragraph, index) => (index ? paragraph : `A beginning that was not there. ${paragraph}`),
  "a word in each changed": changed,
};

let body = "";
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const [type, content] =
    pathname === "/"
      ? ["text/html", body]
      : pathname.endsWith(".js")
        ? ["text/javascript", await readFile(`${DIST}${pathname}`)]
        : ["application/json", pathname === "/api/v1/thread" ? answer : "{}"];
  response.setHeader("Content-Type", `${type}; charset=utf-8`);
  response.end(content);
}).listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const origin = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

const browser = await startChromium();

/** @typedef {{startTime: number, duration: number}} Task */

async function measure() {
  const page = await browser.newPage({ viewport: { width: 412, height: 915 } });
  await page.addInitScript(() => {
    /** @type {Task[]} */
    const tasks = [];
    Object.assign(window, { tasks });
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
    }).observe({ type: "longtask", buffered: true });
  });
  // The script comes when the page has settled, so that what is measured is its own.
  let come = () => {};
  /** @type {Promise<void>} */
  const settled = new Promise((resolve) => {
    come = resolve;
  });
  await page.route("**/inline.js*", async (route) => {
    await settled;
    await route.continue();
  });
  await page.goto(origin);
  await page.locator("rejoinder-thread h2").waitFor();
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  // Not by what the page would have to run for it, as Playwright's own ways to wait would.
  const evaluate = async (/** @type {string} */ expression) =>
    (await session.send("Runtime.evaluate", { expression })).result.value;
  const marks = () =>
    evaluate(`document.querySelector("rejoinder-marks")?.shadowRoot.querySelectorAll(".mark").length ?? 0`);
  const start = await evaluate("performance.now()");
  const since = Date.now();
  come();
  while ((await marks()) < COMMENTS && Date.now() - since < PATIENCE_MS) await pause(200);
  const ms = Date.now() - since;
  // The last of them are drawn, and lines below the words.
  await pause(1000);
  /** @type {Task[]} */
  const all = JSON.parse(await evaluate("JSON.stringify(window.tasks)"));
  const tasks = all.filter(({ startTime }) => startTime >= start);
  const found = await marks();
  await page.close();
  const blocking = tasks.reduce((sum, { duration }) => sum + duration - 50, 0);
  return { found, ms, longest: Math.max(0, ...tasks.map(({ duration }) => duration)), blocking };
}

for (const [name, edit] of Object.entries(edits)) {
  const article = words.map((paragraph, index) => `<p>${edit(paragraph, index)}</p>`).join("\n");
  body = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bench</title>
<article>${article}</article><script src="/embed.js" data-site="bench" data-article="article" async></script>`;
  /** @type {Awaited<ReturnType<typeof measure>>[]} */
  const runs = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measure());
  const usual = (/** @type {(run: typeof runs[number]) => number} */ of) => median(runs.map(of)).toFixed(0);
  console.log(
    `${name}: ${usual(({ found }) => found)} marks after ${usual(({ ms }) => ms)} ms, longest task ${usual(({ longest }) => longest)} ms, ${usual(({ blocking }) => blocking)} ms beyond 50 ms tasks, ${SLOWER}x slower processor`,
  );
}
await browser.close();
server.close();
