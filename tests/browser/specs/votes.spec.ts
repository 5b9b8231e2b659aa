import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { ARTICLE, Thread, VoteBox } from "../support/thread";

test("a vote on a comment counts, changes, is taken back, and survives a reload", async ({ page, api, path, open }) => {
  const comment = await api.post(path, "Vote on me");
  await api.vote(comment, 1);
  const thread = await open();
  const votes = thread.votes(thread.comment("Vote on me"));
  await votes.shows(1, "none");
  await votes.up.click();
  await votes.shows(2, "up");
  await expect(thread.said).toHaveText("Your vote was counted.");
  await expect(votes.up).toBeFocused();
  await votes.down.click();
  await votes.shows(null, "down");
  await expect.poll(async () => (await api.thread(path)).comments[0]?.votes).toEqual({ up: 1, down: 1, score: 0 });
  await page.reload();
  await votes.shows(null, "down");
  await votes.down.click();
  await votes.shows(1, "none");
  await expect(thread.said).toHaveText("Your vote was taken back.");
  await page.reload();
  await votes.shows(1, "none");
});

test("quick presses end in what was pressed last", async ({ api, path, open }) => {
  await api.post(path, "Vote on me");
  const thread = await open();
  const votes = thread.votes(thread.comment("Vote on me"));
  await votes.up.click();
  await votes.down.click();
  await votes.up.click();
  await votes.shows(1, "up");
  await expect.poll(async () => (await api.thread(path)).comments[0]?.votes).toEqual({ up: 1, down: 0, score: 1 });
});

test("one's own comment offers no votes and says why", async ({ open }) => {
  const thread = await open();
  await thread.post("My own");
  await expect(thread.said).toHaveText("Your comment was posted.");
  const votes = thread.votes(thread.comment("My own"));
  await expect(votes.up).toBeDisabled();
  await expect(votes.down).toBeDisabled();
  await expect(thread.comment("My own").locator("[title='You cannot vote on your own comment.']").first()).toBeVisible();
  await votes.shows(null, "none");
});

test("a vote while the server is away is rolled back with the reason", async ({ page, consoleGuard, api, path, open }) => {
  consoleGuard.expects(/net::ERR_FAILED/);
  await api.post(path, "Vote on me");
  const thread = await open();
  await page.route("**/vote", (route) => route.abort());
  const comment = thread.comment("Vote on me");
  await thread.votes(comment).up.click();
  await expect(comment.getByRole("alert")).toContainText("The comment server cannot be reached.");
  await thread.votes(comment).shows(null, "none");
  await page.unroute("**/vote");
  await thread.votes(comment).up.click();
  await thread.votes(comment).shows(1, "up");
  await expect(comment.getByRole("alert")).toBeEmpty();
});

test("the page's own points are voted on, taken back, and survive a reload", async ({ page, api, path, open }) => {
  for (const value of [1, 1, -1] as const) await api.votePage(path, value);
  const thread = await open();
  await thread.points.shows(1, "none");
  await thread.points.up.click();
  await thread.points.shows(2, "up");
  await expect(thread.said).toHaveText("Your vote was counted.");
  await page.reload();
  await thread.points.shows(2, "up");
  await thread.points.down.click();
  await thread.points.shows(0, "down");
  await thread.points.down.click();
  await thread.points.shows(1, "none");
  await expect.poll(async () => (await api.thread(path)).page.points.points).toBe(1);
});

test("points can be left out", async ({ open }) => {
  const thread = await open({ tagOptions: 'data-points="off"' });
  await expect(thread.points.group).toHaveCount(0);
});

test("a list of articles shows all counts and points for one request, and no thread is loaded", async ({
  page,
  sharedDemo,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/") || pathname.endsWith(".js")) asked.push(pathname);
  });
  await page.goto(`${sharedDemo.origin}/demo/`);
  await expect(page.getByRole("link", { name: "43 comments", exact: true })).toHaveAttribute("href", `${ARTICLE}#comments`);
  await expect(page.getByRole("link", { name: "130 comments" })).toBeVisible();
  await expect(page.getByRole("link", { name: "0 comments", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Vote up" })).toHaveCount(5);
  await page.waitForLoadState("networkidle");
  expect(asked).toEqual(["/count.js", "/api/v1/counts"]);
});

test("a vote in the list counts without any thread, and stands in the article afterwards", async ({
  page,
  ownDemo,
  demo,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${ownDemo.origin}/demo/`);
  const votes = new VoteBox(page.locator(`rejoinder-points[page="${ARTICLE}"]`).getByRole("group"));
  await votes.shows(36, "none");
  const counted = () => page.waitForResponse((response) => response.url().includes("/pages/vote"));
  const first = counted();
  await votes.up.click();
  await votes.shows(37, "up");
  await first;
  expect(asked).not.toContain("/api/v1/thread");
  const second = counted();
  await votes.down.click();
  await second;
  await votes.shows(35, "down");

  const thread = await demo.open(ownDemo.origin);
  await thread.points.shows(35, "down");
  await page.goto(`${ownDemo.origin}/demo/`);
  await votes.group.hover();
  await votes.shows(35, "down");
  await votes.down.click();
  await votes.shows(36, "none");
});

test("the first press in a list after a reload takes the earlier vote into account", async ({ page, api, path, host, server }) => {
  const list = `<rejoinder-points page="${path}-article"></rejoinder-points>
<script src="${server.origin}/count.js" data-site="${api.site}" async></script>`;
  await page.goto(host.show(path, { comments: list }));
  const votes = new VoteBox(page.locator("rejoinder-points").getByRole("group"));
  await votes.up.click();
  await votes.shows(1, "up");
  await expect.poll(async () => (await api.thread(`${path}-article`)).page.points.points).toBe(1);
  await page.reload();
  await votes.up.focus();
  await page.keyboard.press("Enter");
  await votes.shows(0, "none");
});

test("points in a list and points of the thread on one page agree", async ({ page, api, path, host, server }) => {
  const comments = `<rejoinder-points page="${path}"></rejoinder-points>${tag(server.origin, api.site)}`;
  await page.goto(host.show(path, { comments }));
  const thread = new Thread(page);
  await thread.ready();
  const outside = new VoteBox(page.locator("rejoinder-points").getByRole("group"));
  await outside.shows(0, "none");
  await thread.points.up.click();
  await outside.shows(1, "up");
  await outside.down.click();
  await thread.points.shows(-1, "down");
});
