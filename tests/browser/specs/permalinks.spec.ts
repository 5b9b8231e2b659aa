import type { Locator } from "@playwright/test";
import { answered } from "../support/console";
import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { permalink, Thread } from "../support/thread";

/** How far from the top of the screen, in parts of its height. */
const height = (comment: Locator): Promise<number> =>
  comment.evaluate((element) => element.getBoundingClientRect().top / innerHeight);

test("a link to a loaded comment brings it to a third of the screen and tints it", async ({ page, api, path, host, server }) => {
  const comments = await api.postMany(path, Array.from({ length: 20 }, (_, n) => `Number ${n + 1}.`));
  const url = host.show(path, { comments: tag(server.origin, api.site), after: '<div style="height: 2000px"></div>' });
  await page.goto(permalink(url, comments[5]!.id));
  const target = new Thread(page).comment("Number 6.");
  await expect(target).toBeInViewport();
  const isAtAThird = async () => {
    const at = await height(target);
    return at > 0.25 && at < 0.42;
  };
  await expect.poll(isAtAThird).toBe(true);
  const tinted = await target.screenshot();
  await page.goto(permalink(url, comments[6]!.id));
  await expect(new Thread(page).comment("Number 7.")).toBeInViewport();
  await expect.poll(async () => (await target.screenshot()).equals(tinted), "the tint goes away").toBe(false);
});

test("the time of a comment is the link to it", async ({ page, api, path, open }) => {
  const comment = await api.post(path, "Link to me");
  const thread = await open();
  const link = thread.comment("Link to me").getByRole("link").filter({ has: page.getByRole("time") });
  await expect(link).toHaveAttribute("href", permalink(page.url(), comment.id));
  await link.click();
  await expect(page).toHaveURL(permalink(page.url().split("#")[0]!, comment.id));
  await expect(thread.comment("Link to me")).toBeFocused();
});

test("copying the link gives it, and says so", async ({ page, context, api, path, open }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const comment = await api.post(path, "Copy me");
  const thread = await open();
  await thread.more(thread.comment("Copy me"));
  await thread.comment("Copy me").getByRole("button", { name: "Copy link" }).click();
  await expect(thread.said).toHaveText("Link copied");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(permalink(page.url(), comment.id));
});

test("a link deep into what is not loaded loads the way there", async ({ page, api, path, host, server }) => {
  const chain = await api.chain(
    path,
    Array.from({ length: 26 }, (_, n) => `Step ${n}.`),
    Array.from({ length: 26 }, (_, n) => `Name${n}`),
  );
  await api.postMany(path, Array.from({ length: 31 }, (_, n) => `Newer root ${n + 1}.`));
  const url = host.show(path, { comments: tag(server.origin, api.site) });
  await page.goto(permalink(url, chain[25]!.id));
  const thread = new Thread(page);
  await expect(thread.comment("Step 25.")).toBeInViewport();
  await expect(thread.comment("Step 25.").getByRole("link", { name: "Reply to Name24" })).toBeVisible();
  await expect(thread.comment("Step 24.")).toBeVisible();
  await expect(thread.comment("Step 0.")).toBeVisible();
});

test("a link to a comment that more loading brings too shows it once", async ({ page, api, path, host, server }) => {
  const comments = await api.postMany(path, Array.from({ length: 33 }, (_, n) => `Number ${n + 1}.`));
  const url = host.show(path, { comments: tag(server.origin, api.site) });
  await page.goto(permalink(url, comments[0]!.id));
  const thread = new Thread(page);
  await expect(thread.comment("Number 1.")).toBeInViewport();
  await thread.loadMore.click();
  await expect(thread.comments).toHaveCount(33);
  await expect(thread.loadMore).toBeHidden();
});

test("a link to a reply beside others lets the others be loaded", async ({ page, api, path, host, server }) => {
  const root = await api.post(path, "Root");
  const replies = Array.from({ length: 24 }, (_, n) => `Reply ${n + 1}.`);
  const stored = await api.postMany(path, replies, { parent: root });
  await api.postMany(path, Array.from({ length: 30 }, (_, n) => `Newer root ${n + 1}.`));
  const url = host.show(path, { comments: tag(server.origin, api.site) });
  await page.goto(permalink(url, stored[22]!.id));
  const thread = new Thread(page);
  await expect(thread.comment("Reply 23.")).toBeInViewport();
  await expect(thread.comment("Reply 24.")).toHaveCount(0);
  await thread.root.getByRole("button", { name: /^(Show all replies|\d+ more replies)$/ }).click();
  await expect(thread.comment(/^Reply/)).toHaveCount(24);
});

test("a comment in a folded branch is unfolded by its link", async ({ page, api, path, open }) => {
  const [, , leaf] = await api.chain(path, ["Root", "Child", "Leaf"]);
  const thread = await open();
  await thread.root.getByRole("button", { name: /^Hide 2 replies/ }).click();
  await expect(thread.comment("Leaf")).toBeHidden();
  await page.evaluate((hash) => (location.hash = hash), `rejoinder-${leaf!.id}`);
  await expect(thread.comment("Leaf")).toBeVisible();
  await expect(thread.comment("Leaf")).toBeFocused();
});

test("changing the address' end goes there without a reload, and loads what is missing", async ({ page, api, path, open }) => {
  const comments = await api.postMany(path, Array.from({ length: 33 }, (_, n) => `Number ${n + 1}.`));
  const thread = await open();
  await expect(thread.comment("Number 2.")).toHaveCount(0);
  await page.evaluate((hash) => (location.hash = hash), `rejoinder-${comments[1]!.id}`);
  await expect(thread.comment("Number 2.")).toBeFocused();
  await expect(thread.comment("Number 2.")).toBeInViewport();
});

test("a link to what is not there says so and shows the thread", async ({ page, consoleGuard, api, path, host, server }) => {
  consoleGuard.expects(answered(404));
  await api.post(path, "Still here");
  const url = host.show(path, { comments: tag(server.origin, api.site) });
  await page.goto(permalink(url, "0000000000000"));
  const thread = new Thread(page);
  await expect(thread.root.getByText("The linked comment is not here. It may have been deleted.")).toBeVisible();
  await expect(thread.comment("Still here")).toBeVisible();
});

test("a link to a comment of another page does not bring it here", async ({ page, api, path, host, server }) => {
  const elsewhere = await api.post(`${path}-elsewhere`, "From another page");
  await api.post(path, "From this page");
  const url = host.show(path, { comments: tag(server.origin, api.site) });
  await page.goto(permalink(url, elsewhere.id));
  const thread = new Thread(page);
  await expect(thread.root.getByText("The linked comment is not here. It may have been deleted.")).toBeVisible();
  await expect(thread.comment("From another page")).toHaveCount(0);
});

test("the host's own anchors are left alone", async ({ page, api, path, open }) => {
  await api.post(path, "Hello");
  const thread = await open({ before: '<p><a href="#top">Up</a></p><div id="top"></div>' });
  await page.getByRole("link", { name: "Up" }).click();
  await expect(thread.root.getByText("The linked comment is not here")).toHaveCount(0);
  await expect(page).toHaveURL(/#top$/);
});
