// Pictures of the demo to look at: `npm run screenshots -- FOLDER`, and with --readme also docs/thread.png.
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Browser, type Page, chromium as launcher } from "@playwright/test";
import { chromium } from "./support/chromium";
import { startDemo } from "./support/server";
import { ARTICLE, QUIET_ARTICLE, SHORT_ARTICLE, Thread } from "./support/thread";

const README_PICTURE = resolve(import.meta.dirname, "../../docs/thread.png");
const README_HEIGHT = 820;

type Scheme = "light" | "dark";

async function opened(browser: Browser, url: string, width: number, colorScheme: Scheme): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    locale: "en-GB",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function thread(page: Page): Promise<Thread> {
  const found = new Thread(page);
  await found.ready();
  return found;
}

/** The thread with some of the page around it. */
const around = (page: Page, margin: number) =>
  page.locator("rejoinder-thread").evaluate((element, by) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + scrollX - by, y: y + scrollY - by, width: width + 2 * by, height: height + 2 * by };
  }, margin);

async function pictures(browser: Browser, origin: string, folder: string, width: number, scheme: Scheme) {
  const name = (what: string) => join(folder, `${what}-${width}-${scheme}.png`);
  const at = (path: string) => opened(browser, origin + path, width, scheme);
  const shot = async (page: Page, what: string, of: "page" | "thread" = "thread") => {
    const clip = of === "thread" ? { clip: await around(page, 16) } : {};
    await page.screenshot({ path: name(what), fullPage: true, ...clip });
    await page.context().close();
  };

  const article = await at(ARTICLE);
  await thread(article);
  await shot(article, "article", "page");

  const whole = await at(ARTICLE);
  await thread(whole);
  await shot(whole, "thread");

  const replying = await at(SHORT_ARTICLE);
  const first = (await thread(replying)).comments.first();
  await first.getByRole("button", { name: /^More about/ }).click();
  await first.getByRole("button", { name: /^Reply to/ }).click();
  await replying.keyboard.type("I have a fifth kind: the one that comes up through the floor of the boat house.");
  await shot(replying, "reply");

  const writing = await at(SHORT_ARTICLE);
  const composing = await thread(writing);
  await composing.field.fill("A fifth kind, **surely**:\n\n- the one indoors");
  await composing.form.getByRole("button", { name: "Preview" }).click();
  await composing.form.getByRole("region", { name: "Preview" }).waitFor();
  await composing.form.getByRole("button", { name: "Markdown help" }).click();
  await shot(writing, "composer");

  const failing = await at(SHORT_ARTICLE);
  const failed = await thread(failing);
  await failing.route("**/api/v1/comments", (route) => route.abort());
  await failed.post("Words that must not be lost.");
  await failed.form.getByRole("alert").getByText("cannot be reached").waitFor();
  await shot(failing, "error");

  const away = await opened(browser, "about:blank", width, scheme);
  await away.route("**/api/v1/thread?**", (route) => route.abort());
  await away.goto(origin + SHORT_ARTICLE);
  await away.locator("rejoinder-thread").getByRole("button", { name: "Try again" }).waitFor();
  await shot(away, "away");

  const loading = await opened(browser, "about:blank", width, scheme);
  await loading.route("**/api/v1/thread?**", () => {});
  await loading.goto(origin + SHORT_ARTICLE);
  await loading.locator("rejoinder-thread").getByText("Loading comments").waitFor({ state: "attached" });
  await shot(loading, "loading");

  const empty = await at(QUIET_ARTICLE);
  await thread(empty);
  await shot(empty, "empty");

  const index = await at("/demo/");
  await index.getByRole("button", { name: "Vote up" }).first().waitFor();
  await shot(index, "index", "page");
}

/** The thread's first screen on a desk, for the README. */
async function readmePicture(browser: Browser, origin: string): Promise<void> {
  const page = await opened(browser, origin + ARTICLE, 1280, "light");
  await thread(page);
  const clip = { ...(await around(page, 32)), height: README_HEIGHT };
  await page.screenshot({ path: README_PICTURE, fullPage: true, clip });
}

const parameters = process.argv.slice(2);
const folder = parameters.find((parameter) => !parameter.startsWith("--"));
if (!folder && !parameters.includes("--readme")) {
  console.error("usage: npm run screenshots -- FOLDER [--readme]");
  process.exit(2);
}

const demo = await startDemo();
const browser = await launcher.launch(chromium);
try {
  if (folder) {
    await mkdir(folder, { recursive: true });
    for (const width of [1280, 360]) {
      for (const scheme of ["light", "dark"] as const) {
        await pictures(browser, demo.origin, folder, width, scheme);
      }
    }
  }
  if (parameters.includes("--readme")) await readmePicture(browser, demo.origin);
} finally {
  await browser.close();
  await demo.stop();
}
