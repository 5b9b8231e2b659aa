// What the peers were measured by, on the same kind of page: the goals are the bounds.
import { brotliCompressSync } from "node:zlib";
import type { Page } from "@playwright/test";
import type { Api } from "../support/api";
import { words } from "../support/contrast";
import { type Target, targets } from "../support/targets";
import { expect, test } from "../support/test";

const WIDGET = "rejoinder-thread";
const HAIRLINE = /^button Hide \d+ repl/;

const LAST = `Depth four, the words whose width is measured: they have to be long enough to reach the edge of a small
screen and go on for at least one more line.`;
const LIST = `A list:

- one
- two

\`\`\`c
int main(void) { return 0; } /* a line of code that is far too wide for any telephone */
\`\`\`

> and a quotation`;

/** Three roots, a chain of four replies, list and code, a website, votes up and down. */
async function peersThread(api: Api, page: string): Promise<void> {
  // The same words with the same website twice on a site would wait for a moderator.
  const firstWords = `I have kept a tide clock on the kitchen wall since my father left it to me: ${page}`;
  const first = await api.post(page, firstWords, {
    name: "Mira Halvorsen",
    website: "https://halvorsen.example.org",
  });
  const depths = ["Depth nought, the start.", "Depth one, an answer.", "Depth two, a doubt.", "Depth three, a proof.", LAST];
  await api.chain(page, depths, ["Jun", "Mira Halvorsen", "Ana", "Jun", "Tomasz Wilk"]);
  await api.post(page, LIST, { parent: first, name: "Ana" });
  await api.vote(first, 1);
  const last = await api.post(page, "The newest root, by somebody without a name, with `code` in it.");
  await api.vote(last, -1);
}

const toFirstWords = (page: Page): Promise<number> =>
  page.evaluate((widget) => {
    const host = document.querySelector(widget)!;
    const body = host.shadowRoot!.querySelector('article [part~="body"]')!;
    const range = document.createRange();
    range.selectNodeContents(body);
    return range.getClientRects()[0]!.top - host.getBoundingClientRect().top;
  }, WIDGET);

for (const [width, withPoints, goal] of [
  [1280, true, 200],
  [360, true, 220],
  [1280, false, 140],
  [360, false, 160],
] as const) {
  test(`the first comment's words begin within ${goal} px at ${width} px, ${withPoints ? "with" : "without"} points`, async ({
    page,
    api,
    path,
    open,
  }) => {
    await page.setViewportSize({ width, height: 900 });
    await peersThread(api, path);
    await open({ tagOptions: withPoints ? "" : 'data-points="off"' });
    const px = await toFirstWords(page);
    console.log(`measured: ${px.toFixed(1)} px to the first words at ${width} px ${withPoints ? "with" : "without"} points`);
    expect(px).toBeLessThanOrEqual(goal);
  });
}

test("at depth four a phone of 360 px leaves at least 270 px for the text", async ({ page, api, path, open }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await peersThread(api, path);
  const thread = await open();
  const { width } = (await thread.body(thread.comment("Depth four")).boundingBox())!;
  console.log(`measured: ${width.toFixed(1)} px of text at depth 4 on 360 px`);
  expect(width).toBeGreaterThanOrEqual(270);
});

test("the composer waits in one line of at most 56 px", async ({ page, open }) => {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const thread = await open();
    const { height } = (await thread.form.boundingBox())!;
    console.log(`measured: composer ${height.toFixed(1)} px high at ${width} px`);
    expect(height).toBeLessThanOrEqual(56);
  }
});

for (const width of [1280, 360]) {
  test(`at ${width} px a finger hits every button in 44 by 44 px`, async ({ page, api, path, open }) => {
    await page.setViewportSize({ width, height: 800 });
    await peersThread(api, path);
    const thread = await open();
    await thread.reply(thread.comment("Depth two"), "Ana");
    await thread.more(thread.comment("Depth one"));
    const all = await targets(page, WIDGET);
    const isLine = ({ name }: Target) => name.startsWith("a ") || HAIRLINE.test(name);

    const buttons = all.filter((target) => !isLine(target));
    expect(buttons.length).toBeGreaterThan(30);
    console.log(`measured: ${buttons.length} buttons at ${width} px, the smallest`, buttons[0]);
    expect.soft(buttons.filter((button) => Math.min(button.width, button.height) < 43.5)).toEqual([]);

    // Lines of text that follow each other, and a line beside text, cannot all have 44 px: 24 are the floor (WCAG 2.5.8).
    const lines = all.filter(isLine);
    expect(lines.length).toBeGreaterThan(10);
    console.log(`measured: ${lines.length} links and hairlines at ${width} px, the smallest`, lines[0]);
    expect(lines.filter((line) => Math.min(line.width, line.height) < 23.5)).toEqual([]);
  });
}

for (const scheme of ["light", "dark"] as const) {
  test(`all text has a contrast of at least 4.5 (${scheme})`, async ({ page, api, path, open }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await peersThread(api, path);
    const thread = await open();
    await thread.points.up.click();
    await expect(thread.said).toHaveText("Your vote was counted.");
    await thread.reply(thread.comment("Depth two"), "Ana");
    await thread.formWith("Your reply to Ana").getByRole("button", { name: "Post" }).click();
    const seen = await words(page, WIDGET);
    expect(seen.length).toBeGreaterThan(40);
    console.log(`measured: worst contrast ${scheme}`, seen.slice(0, 3));
    expect(seen.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  test(`three colours and three sizes of text are enough (${scheme})`, async ({ page, api, path, open }) => {
    await page.emulateMedia({ colorScheme: scheme });
    await peersThread(api, path);
    await open();
    const seen = await words(page, WIDGET);
    const colors = [...new Set(seen.map(({ color }) => color))];
    const sizes = [...new Set(seen.map(({ size }) => size))];
    console.log(`measured: ${colors.length} colours ${colors}, ${sizes.length} sizes ${sizes} (${scheme})`);
    expect(sizes.length, sizes.join()).toBeLessThanOrEqual(3);
    expect(colors.length, colors.join()).toBeLessThanOrEqual(3);
  });
}

test("every control has a name", async ({ page, api, path, open }) => {
  await peersThread(api, path);
  const thread = await open();
  await thread.compose();
  await thread.reply(thread.comment("Depth two"), "Ana");
  const session = await page.context().newCDPSession(page);
  await session.send("Accessibility.enable");
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const controls = nodes.filter(({ role }) => ["button", "link", "textbox", "group"].includes(String(role?.value)));
  const nameless = controls.filter(({ ignored, name }) => !ignored && !name?.value);
  console.log(`measured: ${controls.length} controls, ${nameless.length} without a name`);
  expect(controls.length).toBeGreaterThan(50);
  expect(nameless).toEqual([]);
});

for (const [file, most] of [
  ["embed.js", 15_000],
  ["inline.js", 10 * 1024],
] as const) {
  test(`${file} is at most ${most} bytes on the way`, async ({ server }) => {
    const script = await (await fetch(`${server.origin}/${file}`)).arrayBuffer();
    const { length } = brotliCompressSync(script);
    console.log(`measured: ${file} ${length} B`);
    expect(length).toBeLessThanOrEqual(most);
  });
}
