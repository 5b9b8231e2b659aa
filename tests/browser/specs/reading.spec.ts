import { tag } from "../support/host";
import { painted, shiftsSince, watchShifts } from "../support/shifts";
import { expect, test } from "../support/test";
import { LONG_ARTICLE, Thread } from "../support/thread";

const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `Number ${n + 1}.`);

test("roots stand newest first, replies oldest first", async ({ api, path, open }) => {
  const [first] = await api.postMany(path, ["First root", "Second root"]);
  for (const body of ["Early reply", "Late reply"]) await api.post(path, body, { parent: first });
  const thread = await open();
  await expect(thread.heading).toHaveText("4 comments");
  await expect.poll(() => thread.bodies()).toEqual(["Second root", "First root", "Early reply", "Late reply"]);
});

test("the reader's choice of order is marked, spoken and remembered", async ({ page, api, path, open }) => {
  const [old, liked] = await api.postMany(path, ["Old root", "Liked root", "New root"]);
  for (const body of ["Early reply", "Late reply"]) await api.post(path, body, { parent: old });
  await api.vote(liked!, 1);
  const thread = await open();
  await expect(thread.sort("Newest")).toHaveAttribute("aria-current", "true");

  await thread.sort("Oldest").click();
  await expect(thread.sort("Oldest")).toHaveAttribute("aria-current", "true");
  await expect(thread.sort("Newest")).not.toHaveAttribute("aria-current");
  await expect(thread.said).toHaveText("Sorted: Oldest");
  await expect.poll(() => thread.bodies()).toEqual(["Old root", "Early reply", "Late reply", "Liked root", "New root"]);

  await thread.sort("Most voted").click();
  await expect(thread.sort("Most voted")).toHaveAttribute("aria-current", "true");
  await expect(thread.sort("Most voted")).toBeFocused();
  await expect.poll(() => thread.bodies()).toEqual(["Liked root", "New root", "Old root", "Early reply", "Late reply"]);

  await page.reload();
  await expect(thread.sort("Most voted")).toHaveAttribute("aria-current", "true");
  await expect.poll(async () => (await thread.bodies())[0]).toBe("Liked root");
});

test("a site's tag chooses the first order", async ({ api, path, open }) => {
  await api.postMany(path, ["One", "Two"]);
  const thread = await open({ tagOptions: 'data-sort="oldest"' });
  await expect.poll(() => thread.bodies()).toEqual(["One", "Two"]);
});

test("sorting by pointer and by keyboard keeps the focus on the word chosen", async ({ page, api, path, open }) => {
  await api.postMany(path, ["One", "Two"]);
  const thread = await open();
  await thread.sort("Oldest").focus();
  await page.keyboard.press("Enter");
  await expect(thread.sort("Oldest")).toHaveAttribute("aria-current", "true");
  await expect(thread.sort("Oldest")).toBeFocused();
});

test("loading more by pointer moves nothing that is on the screen", async ({ page, api, path, open }) => {
  await api.postMany(path, numbered(65));
  const thread = await open();
  await expect(thread.comments).toHaveCount(30);
  await expect(thread.loadMore).toHaveText("Load more comments (35)");
  await thread.loadMore.scrollIntoViewIfNeeded();
  const last = thread.comments.nth(29);
  const before = { scroll: await page.evaluate(() => scrollY), box: await last.boundingBox() };

  await thread.loadMore.click();
  await expect(thread.comments).toHaveCount(60);
  await expect(thread.loadMore).toHaveText("Load more comments (5)");
  await expect(thread.said).toHaveText("Loaded 30 comments");
  await painted(page);
  expect({ scroll: await page.evaluate(() => scrollY), box: await last.boundingBox() }).toEqual(before);

  await thread.loadMore.click();
  await expect(thread.comments).toHaveCount(65);
  await expect(thread.loadMore).toBeHidden();
  expect((await thread.bodies()).map((words) => words.trim())).toEqual(numbered(65).reverse());
});

test("loading more by keyboard goes on at the first new comment", async ({ page, api, path, open }) => {
  await api.postMany(path, numbered(33));
  const thread = await open();
  await thread.loadMore.focus();
  await page.keyboard.press("Enter");
  await expect(thread.comments).toHaveCount(33);
  await expect(thread.comments.nth(30)).toBeFocused();
  await expect(thread.comments.nth(30)).toContainText("Number 3.");
});

test("comments written in the meantime are neither lost nor doubled by loading more", async ({ api, path, open }) => {
  await api.postMany(path, numbered(33));
  const thread = await open();
  await api.post(path, "Came in between");
  await thread.loadMore.click();
  await expect(thread.comments).toHaveCount(33);
  const bodies = (await thread.bodies()).map((words) => words.trim());
  expect(new Set(bodies).size).toBe(bodies.length);
  expect(bodies.slice(-3)).toEqual(["Number 3.", "Number 2.", "Number 1."]);
});

test("replies beyond the limit wait behind their number", async ({ api, path, open }) => {
  const root = await api.post(path, "Root");
  const replies = Array.from({ length: 25 }, (_, n) => `Reply ${n + 1}.`);
  await api.postMany(path, replies, { parent: root });
  const thread = await open();
  await expect(thread.heading).toHaveText("26 comments");
  await expect(thread.comments).toHaveCount(21);
  await thread.root.getByRole("button", { name: "5 more replies" }).click();
  await expect(thread.comments).toHaveCount(26);
  expect((await thread.bodies()).map((words) => words.trim())).toEqual(["Root", ...replies]);
  await expect(thread.root.getByRole("button", { name: /more repl/ })).toHaveCount(0);
});

test("every reply names whom it answers, and the link leads there", async ({ page, api, path, open }) => {
  await api.chain(path, ["What is it?", "A lamp.", "Whose?"], ["Ana", "Bo"]);
  const thread = await open();
  await expect(thread.comment("What is it?").getByRole("link", { name: /^Reply to/ })).toHaveCount(0);
  await expect(thread.comment("Whose?").getByRole("link", { name: "Reply to Bo" })).toBeVisible();
  const link = thread.comment("A lamp.").getByRole("link", { name: "Reply to Ana" });

  const parent = thread.comment("What is it?");
  const quiet = await parent.screenshot();
  await link.hover();
  await expect.poll(async () => (await parent.screenshot()).equals(quiet), "the parent is tinted").toBe(false);
  await page.mouse.move(0, 0);
  await expect.poll(async () => (await parent.screenshot()).equals(quiet), "the tint goes away").toBe(true);

  await link.click();
  await expect(parent).toBeFocused();
  await expect(parent).toBeInViewport();
});

test("a branch folds and unfolds at its hairline", async ({ api, path, open }) => {
  await api.chain(path, ["Root", "Child", "Grandchild"], ["Ana"]);
  const thread = await open();
  const rail = thread.root.getByRole("button", { name: "Hide 2 replies: Comment by Ana" });
  await expect(rail).toHaveAttribute("aria-expanded", "true");
  await rail.click();
  await expect(thread.comment("Grandchild")).toBeHidden();
  const folded = thread.root.getByRole("button", { name: "Show 2 replies: Comment by Ana" });
  await expect(folded).toHaveAttribute("aria-expanded", "false");
  await expect(folded).toHaveText("Show 2 replies");
  await expect(folded).toBeFocused();
  await folded.click();
  await expect(thread.comment("Grandchild")).toBeVisible();
});

test("find-in-page finds every word, once", async ({ page, api, path, open }) => {
  await api.chain(path, ["Root", "The rarest word is zwieback."]);
  const thread = await open();
  await thread.comment("zwieback").waitFor();
  const found = await page.evaluate(() => {
    let text = "";
    const walk = (node: Node) => {
      if (node.nodeType === Node.TEXT_NODE) text += node.textContent;
      const { shadowRoot } = node as Element;
      if (shadowRoot) walk(shadowRoot);
      for (const child of node.childNodes) walk(child);
    };
    walk(document.body);
    return { times: text.split("zwieback").length - 1, hidden: document.querySelectorAll("iframe").length };
  });
  expect(found).toEqual({ times: 1, hidden: 0 });
});

test("a first view costs one script and one API request, and nothing from third parties", async ({
  page,
  server,
  api,
  path,
  host,
  open,
}) => {
  await api.chain(path, ["Root", "Reply"]);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const thread = await open();
  await thread.comment("Reply").waitFor();
  await page.waitForLoadState("networkidle");
  const ours = asked.filter((url) => url.startsWith(server.origin)).map((url) => new URL(url).pathname);
  expect(ours).toEqual(["/embed.js", "/api/v1/thread"]);
  expect(asked.filter((url) => !url.startsWith(server.origin) && !url.startsWith(host.origin))).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
});

for (const width of [1280, 360]) {
  test(`nothing shifts once the thread is painted (${width} px)`, async ({ page, sharedDemo }) => {
    await page.setViewportSize({ width, height: 900 });
    await watchShifts(page);
    await page.goto(`${sharedDemo.origin + LONG_ARTICLE}#comments`);
    const thread = new Thread(page);
    await thread.ready();
    const start = await painted(page);
    await page.waitForLoadState("networkidle");
    await thread.root.evaluate((element) => element.scrollIntoView());
    await painted(page);
    expect(await shiftsSince(page, start)).toEqual([]);
  });
}

test("a short thread takes its place without pushing the page's foot out of the reader's eye", async ({
  page,
  api,
  path,
  open,
}) => {
  await watchShifts(page);
  await api.postMany(path, ["One", "Two", "Three", "Four", "Five"]);
  await open();
  const total = (await shiftsSince(page, 0)).reduce((sum, { value }) => sum + value, 0);
  expect(total).toBeLessThan(0.1);
});

test("a long thread takes the place that was kept for it: only the page's foot moves", async ({ page, api, path, open }) => {
  await page.setViewportSize({ width: 412, height: 915 });
  await watchShifts(page);
  await api.postMany(path, Array.from({ length: 12 }, (_, n) => `Comment ${n}`));
  await open();
  const total = (await shiftsSince(page, 0)).reduce((sum, { value }) => sum + value, 0);
  expect(total).toBeLessThan(0.1);
});

test("times are said in the reader's words, stay fresh, and have the exact moment", async ({ page, api, path, open }) => {
  const comment = await api.post(path, "Just now");
  await page.clock.install({ time: new Date(comment.created_at) });
  const thread = await open();
  const time = thread.comment("Just now").getByRole("time");
  await expect(time).toHaveText("now");
  await expect(time).toHaveAttribute("datetime", comment.created_at);
  await expect(time).toHaveAttribute("title", new RegExp(String(new Date(comment.created_at).getFullYear())));
  await page.clock.fastForward("05:20");
  await expect(time).toHaveText("5 minutes ago");
});

test("a name's website is a link that vouches for nothing", async ({ api, path, open }) => {
  await api.post(path, "Hello", { name: "Ana", website: "https://ana.example.org/" });
  const thread = await open();
  const link = thread.comment("Hello").getByRole("link", { name: "Ana" });
  await expect(link).toHaveAttribute("href", "https://ana.example.org/");
  await expect(link).toHaveAttribute("rel", "nofollow ugc noopener");
});

test("a deleted comment with replies stands without its words or its name", async ({ api, path, open }) => {
  const by = await api.visitor();
  const parent = await api.post(path, "Regretted words", { name: "Ana", by });
  await api.post(path, "Too late", { parent });
  await api.remove(parent, by);
  const thread = await open();
  await expect(thread.heading).toHaveText("1 comment");
  await expect(thread.root).not.toContainText("Regretted words");
  await expect(thread.root).not.toContainText("Ana");
  await expect(thread.root.getByText("This comment was deleted.")).toBeVisible();
  await expect(thread.comment("Too late").getByRole("link", { name: "Reply to a deleted comment" })).toBeVisible();
});

test("an empty thread invites", async ({ open }) => {
  const thread = await open();
  await expect(thread.heading).toHaveText("Comments");
  await expect(thread.root.getByText(/^No comments yet/)).toBeVisible();
  await expect(thread.root.getByRole("group", { name: "Sort comments" })).toBeHidden();
});

test("a closed page can be read and says that it is closed", async ({ page, api, path, open }) => {
  await api.post(path, "Last word");
  await page.route("**/api/v1/thread?**", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    await route.fulfill({ response, json: { ...answer, page: { ...answer.page, locked: true } } });
  });
  const thread = await open();
  await expect(thread.root.getByText(/Comments are closed/)).toBeVisible();
  await expect(thread.field).toHaveCount(0);
  await expect(thread.comment("Last word").getByRole("button", { name: /^Reply to/ })).toBeHidden();
});

test("a lazy thread loads when it comes near", async ({ page, api, path, host }) => {
  await api.post(path, "Far below");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const before = `<div style="height: 4000px">A long article</div>`;
  await page.goto(host.show(path, { before, comments: tag(api.server, api.site, "data-lazy") }));
  await page.locator("rejoinder-thread").waitFor({ state: "attached" });
  await painted(page);
  expect(asked).not.toContain("/api/v1/thread");
  await page.mouse.wheel(0, 4000);
  await expect(new Thread(page).comment("Far below")).toBeVisible();
});
