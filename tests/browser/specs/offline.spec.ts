import { UNREACHABLE } from "../support/console";
import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { Thread } from "../support/thread";

test("with the server away the thread says so, and Try again brings it once the server is back", async ({
  page,
  host,
  path,
  ownServer,
  consoleGuard,
}) => {
  consoleGuard.expects(UNREACHABLE);
  await ownServer.api("blog").post(path, "Was here all along");
  const comments = tag(ownServer.origin, "blog");
  // Only the script still comes: from a cache, or a moment before the server went.
  const script = await (await fetch(`${ownServer.origin}/embed.js`)).text();
  await page.route("**/embed.js", (route) => route.fulfill({ contentType: "text/javascript", body: script }));
  await ownServer.stop();
  await page.goto(host.show(path, { comments }));
  const root = page.locator("rejoinder-thread");
  await expect(root.getByRole("alert")).toContainText("The comment server cannot be reached.");
  await root.getByRole("button", { name: "Try again" }).click();
  await expect(root.getByRole("alert")).toContainText("The comment server cannot be reached.");

  await ownServer.startAgain();
  await root.getByRole("button", { name: "Try again" }).click();
  await expect(new Thread(page).comment("Was here all along")).toBeVisible();
});

test("words posted while the server is away are kept and posted once it is back", async ({
  page,
  host,
  path,
  ownServer,
  consoleGuard,
}) => {
  consoleGuard.expects(UNREACHABLE);
  await page.goto(host.show(path, { comments: tag(ownServer.origin, "blog") }));
  const thread = new Thread(page);
  await thread.field.click();
  await expect(thread.form.getByRole("button", { name: "Post" })).toBeVisible();
  await ownServer.stop();
  await thread.post("Into the storm");
  await expect(thread.form.getByRole("alert")).toContainText("The comment server cannot be reached.");
  await expect(thread.field).toHaveValue("Into the storm");
  await expect(thread.comments).toHaveCount(0);

  await ownServer.startAgain();
  await thread.form.getByRole("button", { name: "Try again" }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comment("Into the storm")).toBeVisible();
  expect((await ownServer.api("blog").thread(path)).comments).toHaveLength(1);
});

test("a post cut off on its way keeps its text, also through a reload", async ({ page, consoleGuard, open }) => {
  consoleGuard.expects(UNREACHABLE);
  const thread = await open();
  await page.route("**/api/v1/comments", (route) => route.abort());
  await thread.post("Not lost");
  await expect(thread.form.getByRole("alert")).toContainText("The comment server cannot be reached.");
  await expect(thread.field).toHaveValue("Not lost");
  await page.reload();
  await expect(thread.field).toHaveValue("Not lost");
});

test("a reload while a post is on its way loses nothing", async ({ page, open }) => {
  const thread = await open();
  await page.route("**/api/v1/comments", () => {});
  await thread.post("On its way");
  await expect(thread.comments.filter({ hasText: "On its way" })).toBeVisible();
  await page.reload();
  await expect(thread.field).toHaveValue("On its way");
});

test("loading more and sorting fail with a reason and leave the thread as it was", async ({ page, consoleGuard, api, path, open }) => {
  consoleGuard.expects(UNREACHABLE);
  await api.postMany(path, Array.from({ length: 32 }, (_, n) => `Number ${n + 1}.`));
  const thread = await open();
  await page.route("**/api/v1/thread?**", (route) => route.abort());
  await thread.loadMore.click();
  await expect(thread.root.getByRole("alert").filter({ hasText: "The comment server cannot be reached." })).toBeVisible();
  await expect(thread.comments).toHaveCount(30);
  // The press takes the words away first.
  await thread.sort("Oldest").click();
  await expect(thread.root.getByRole("alert").filter({ hasText: "The comment server cannot be reached." })).toBeVisible();
  await expect(thread.sort("Newest")).toHaveAttribute("aria-current", "true");
  await page.unroute("**/api/v1/thread?**");
  await thread.loadMore.click();
  await expect(thread.comments).toHaveCount(32);
  await expect(thread.root.getByRole("alert").filter({ hasText: "cannot be reached" })).toHaveCount(0);
});

test("a thread that could not load comes by itself when the browser is back online", async ({ page, context, api, path, host, server, consoleGuard }) => {
  consoleGuard.expects(UNREACHABLE);
  await api.post(path, "Back again");
  await page.route("**/api/v1/thread?**", (route) => route.abort());
  await page.goto(host.show(path, { comments: tag(server.origin, api.site) }));
  await expect(page.locator("rejoinder-thread").getByRole("alert")).toContainText("cannot be reached");
  await page.unroute("**/api/v1/thread?**");
  await context.setOffline(true);
  await context.setOffline(false);
  await expect(new Thread(page).comment("Back again")).toBeVisible();
});
