// Everything with the keyboard alone: no pointer is used in this file.
import type { Locator, Page } from "@playwright/test";
import { hold } from "../support/hold";
import { expect, test } from "../support/test";
import { focused } from "../support/thread";

/** Presses Tab until it is there, as somebody would who cannot click, towards what can be seen. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  const isThere = () =>
    target.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element).catch(() => false);
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`not reached by ${key}: ${target}; the focus is on: ${await focused(page)}`);
}

test("open the composer, write, name oneself and post", async ({ page, open }) => {
  const thread = await open();
  await tabTo(page, thread.field);
  await page.keyboard.type("Typed, not clicked");
  await expect(thread.form.getByRole("textbox", { name: "Name" })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(thread.form.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("Ana");
  await tabTo(page, thread.form.getByRole("button", { name: "Post" }));
  await page.keyboard.press("Enter");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comment("Typed, not clicked")).toBeFocused();
});

test("Tab out of begun words waits for what follows them", async ({ page, api, path, open }) => {
  await api.post(path, "Further down");
  const letCome = await hold(page, "**/write.js*");
  const thread = await open();
  await tabTo(page, thread.field);
  await page.keyboard.type("Quicker than the form");
  await page.keyboard.press("Tab");
  await expect(thread.field).toBeFocused();
  letCome();
  await expect(thread.form.getByRole("textbox", { name: "Name" })).toBeFocused();
});

test("preview and Markdown help open and lead on", async ({ page, open }) => {
  const thread = await open();
  await tabTo(page, thread.field);
  await page.keyboard.type("**loud**");
  await tabTo(page, thread.form.getByRole("button", { name: "Preview" }));
  await page.keyboard.press("Space");
  await expect(thread.form.getByRole("region", { name: "Preview" })).toBeFocused();
  await tabTo(page, thread.form.getByRole("button", { name: "Markdown help" }));
  await page.keyboard.press("Enter");
  await expect(thread.form.getByRole("button", { name: "Markdown help" })).toHaveAttribute("aria-expanded", "true");
  await expect(thread.form.getByText("**bold**")).toBeVisible();
});

test("reply to a comment, from the comment on", async ({ page, api, path, open }) => {
  await api.post(path, "Question", { name: "Ana" });
  const thread = await open();
  await tabTo(page, thread.comment("Question").getByRole("button", { name: "Reply to Ana" }));
  await page.keyboard.press("Enter");
  await expect(thread.root.getByRole("textbox", { name: "Your reply to Ana" })).toBeFocused();
  await page.keyboard.type("Answer");
  await page.keyboard.press("Control+Enter");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comment("Answer")).toBeFocused();
  await tabTo(page, thread.comment("Answer").getByRole("link", { name: "Reply to Ana" }));
  await page.keyboard.press("Enter");
  await expect(thread.comment("Question")).toBeFocused();
});

test("vote on a comment and on the page", async ({ page, api, path, open }) => {
  await api.post(path, "Vote on me");
  const thread = await open();
  await tabTo(page, thread.points.up);
  await page.keyboard.press("Space");
  await thread.points.shows(1, "up");
  const votes = thread.votes(thread.comment("Vote on me"));
  await tabTo(page, votes.up);
  await page.keyboard.press("Enter");
  await votes.shows(1, "up");
  await page.keyboard.press("Tab");
  await expect(votes.down).toBeFocused();
  await page.keyboard.press("Enter");
  await votes.shows(-1, "down");
  await page.keyboard.press("Enter");
  await votes.shows(null, "none");
});

test("sort", async ({ page, api, path, open }) => {
  await api.postMany(path, ["One", "Two"]);
  const thread = await open();
  await tabTo(page, thread.sort("Oldest"));
  await page.keyboard.press("Enter");
  await expect(thread.said).toHaveText("Sorted: Oldest");
  await expect.poll(() => thread.bodies()).toEqual(["One", "Two"]);
  await expect(thread.sort("Oldest")).toBeFocused();
});

test("edit and delete behind More", async ({ page, api, path, open }) => {
  await api.post(path, "Stays");
  const thread = await open();
  await tabTo(page, thread.field);
  await page.keyboard.type("Tpyo");
  await page.keyboard.press("Control+Enter");
  await expect(thread.said).toHaveText("Your comment was posted.");
  const more = (words: string) => thread.comment(words).getByRole("button", { name: /^More about/ });
  await tabTo(page, more("Tpyo"));
  await page.keyboard.press("Enter");
  await expect(more("Tpyo")).toHaveAttribute("aria-expanded", "true");
  await tabTo(page, thread.comment("Tpyo").getByRole("button", { name: /^Edit/ }));
  await page.keyboard.press("Enter");
  await expect(thread.editField).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Typo");
  await page.keyboard.press("Control+Enter");
  await expect(thread.comment("Typo")).toBeFocused();

  await tabTo(page, more("Typo"));
  await page.keyboard.press("Enter");
  await tabTo(page, thread.comment("Typo").getByRole("button", { name: "Delete" }));
  await page.keyboard.press("Enter");
  await expect(thread.comment("Typo").getByRole("button", { name: "Keep it" })).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(thread.said).toHaveText("Your comment was deleted.");
  await expect(thread.comment("Stays")).toBeFocused();
  await expect(thread.comment("Typo")).toHaveCount(0);
});

test("load more, more replies, fold and unfold", async ({ page, api, path, open }) => {
  const root = await api.post(path, "Root of many");
  await api.postMany(path, Array.from({ length: 22 }, (_, n) => `Reply ${n + 1}.`), { parent: root });
  await api.postMany(path, Array.from({ length: 31 }, (_, n) => `Root ${n + 1}.`));
  const thread = await open();
  await tabTo(page, thread.loadMore, "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(thread.comment("Root 1.")).toBeFocused();
  const rail = thread.root.getByRole("button", { name: /^Hide 20 replies/ });
  await tabTo(page, rail);
  await page.keyboard.press("Enter");
  await expect(thread.comment("Reply 1.")).toBeHidden();
  await page.keyboard.press("Enter");
  await expect(thread.comment("Reply 1.")).toBeVisible();
  await thread.comment("Reply 20.").evaluate((comment) => comment.focus());
  await tabTo(page, thread.root.getByRole("button", { name: "2 more replies" }));
  await page.keyboard.press("Enter");
  await expect(thread.comment("Reply 21.")).toBeFocused();
});

test("code and tables that scroll can be scrolled", async ({ page, api, path, open }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await api.post(path, `\`\`\`\n${"wide ".repeat(60)}\n\`\`\``);
  const thread = await open();
  const code = thread.comment("wide wide").locator("pre");
  await tabTo(page, code);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => code.evaluate((box) => box.scrollLeft)).toBeGreaterThan(0);
});

for (const scheme of ["light", "dark"] as const) {
  test(`the focus is always seen (${scheme})`, async ({ page, api, path, open }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await api.chain(path, [`Root [link](https://example.org/), ${scheme}`, "Reply"], ["Ana", "Bo"]);
    await api.post(path, `Newest, ${scheme}`, { website: "https://example.org/", name: "Cy" });
    const thread = await open();
    await thread.heading.evaluate((heading) => heading.focus());
    const seen = new Set<string>();
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press("Tab");
      const state = await thread.root.evaluate((element) => {
        const at = element.shadowRoot!.activeElement;
        if (!at) return null;
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at);
        const before = getComputedStyle(at, "::before");
        const ring = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2 && !/, 0\)$/.test(outlineColor);
        const line = Number.parseFloat(before.borderInlineStartWidth) >= 2;
        return { name: `${at.localName} ${at.getAttribute("aria-label") ?? at.textContent}`, shown: ring || line };
      });
      if (!state) break;
      expect(state, "the control that has the focus").toMatchObject({ shown: true });
      seen.add(state.name);
    }
    expect(seen.size).toBeGreaterThan(15);
  });
}

test("the way through the thread follows the reading order", async ({ page, api, path, open }) => {
  await api.chain(path, ["First words", "Second words"], ["Ana", "Bo"]);
  const thread = await open();
  await thread.heading.evaluate((heading) => heading.focus());
  const tops: number[] = [];
  for (let presses = 0; presses < 30; presses++) {
    await page.keyboard.press("Tab");
    const top = await thread.root.evaluate((element) => {
      const at = element.shadowRoot!.activeElement;
      return at && at.getBoundingClientRect().top + scrollY;
    });
    if (top === null) break;
    tops.push(top);
  }
  expect(tops.length).toBeGreaterThan(10);
  const jumpsBack = tops.filter((top, at) => at > 0 && top < tops[at - 1]! - 30);
  expect(jumpsBack).toEqual([]);
});

test("there is no trap: Tab leads through the thread and out of it", async ({ page, api, path, open }) => {
  await api.post(path, "Hello");
  await open({ after: '<footer><a href="#end">The end</a></footer>' });
  await tabTo(page, page.getByRole("link", { name: "The end" }));
});
