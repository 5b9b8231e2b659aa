import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { Thread } from "../support/thread";

test("two sites of one server on one page stay apart", async ({ page, host, server, api, path }) => {
  const key = `news${path.replace(/\W/g, "")}`;
  const news = await server.addSite({ key, origins: [host.origin] });
  await api.post(path, "On the blog");
  await news.post(path, "In the news");
  await page.goto(host.show(path, { comments: tag(server.origin, "blog") + tag(server.origin, key) }));
  const threads = page.locator("rejoinder-thread");
  await expect(threads).toHaveCount(2);
  const [blog, paper] = [new Thread(page, threads.nth(0)), new Thread(page, threads.nth(1))];
  await expect(blog.comment("On the blog")).toBeVisible();
  await expect(paper.comment("In the news")).toBeVisible();
  await paper.post("More news");
  await expect(paper.said).toHaveText("Your comment was posted.");
  await blog.post("More blog");
  await expect(blog.said).toHaveText("Your comment was posted.");
  expect((await api.thread(path)).comments.map(({ html }) => html)).toEqual(["<p>More blog</p>\n", "<p>On the blog</p>\n"]);
  expect((await news.thread(path)).comments.map(({ html }) => html)).toEqual(["<p>More news</p>\n", "<p>In the news</p>\n"]);
});

test("scripts of two servers on one page each serve their own thread", async ({ page, host, api, server, path, ownServer }) => {
  const other = ownServer.api("blog");
  await api.post(path, "From the first server");
  await other.post(path, "From the second server");
  await page.goto(host.show(path, { comments: tag(server.origin, "blog") + tag(ownServer.origin, "blog") }));
  const threads = page.locator("rejoinder-thread");
  const [first, second] = [new Thread(page, threads.nth(0)), new Thread(page, threads.nth(1))];
  await expect(first.comment("From the first server")).toBeVisible();
  await expect(second.comment("From the second server")).toBeVisible();
  await second.post("To the second");
  await expect(second.said).toHaveText("Your comment was posted.");
  await first.post("To the first");
  await expect(first.said).toHaveText("Your comment was posted.");
  expect((await api.thread(path)).comments).toHaveLength(2);
  expect((await other.thread(path)).comments).toHaveLength(2);
});

test("a script included twice shows one thread and posts once", async ({ page, host, api, server, path }) => {
  const one = tag(server.origin, "blog");
  await page.goto(host.show(path, { head: one, comments: one + one }));
  const thread = new Thread(page);
  await thread.ready();
  await expect(page.locator("rejoinder-thread")).toHaveCount(1);
  await thread.post("Once");
  await expect(thread.said).toHaveText("Your comment was posted.");
  expect((await api.thread(path)).comments).toHaveLength(1);
});

test("the thread stands in the element the page has placed, wherever the script is", async ({ page, host, api, server, path }) => {
  await api.post(path, "In its place");
  const comments = '<aside id="here"><rejoinder-thread></rejoinder-thread></aside><p>After it</p>';
  await page.goto(host.show(path, { head: tag(server.origin, "blog"), comments }));
  await expect(new Thread(page).comment("In its place")).toBeVisible();
  await expect(page.locator("#here rejoinder-thread")).toHaveCount(1);
  await expect(page.locator("rejoinder-thread")).toHaveCount(1);
});

test("attributes of the element win over those of the tag", async ({ page, host, api, server, path }) => {
  await api.post(`${path}-named`, "Of the named page");
  const comments = `<rejoinder-thread page="${path}-named" points="off"></rejoinder-thread>${tag(server.origin, "blog", 'data-page="/none"')}`;
  await page.goto(host.show(path, { comments }));
  const thread = new Thread(page);
  await expect(thread.comment("Of the named page")).toBeVisible();
  await expect(thread.points.group).toHaveCount(0);
});

test("a module script works as well as a classic one", async ({ page, host, api, server, path }) => {
  await api.post(path, "By module");
  const comments = `<script type="module" src="${server.origin}/embed.js" data-site="blog"></script>`;
  await page.goto(host.show(path, { comments }));
  await expect(new Thread(page).comment("By module")).toBeVisible();
});

test("an embed that does not say its site says what is missing", async ({ page, host, server, path, consoleGuard }) => {
  consoleGuard.expects(/does not say which site/);
  await page.goto(host.show(path, { comments: `<script src="${server.origin}/embed.js" async></script>` }));
  await expect(page.locator("rejoinder-thread")).toContainText("the embed does not say which site this is (data-site)");
});

test("a site that is not known, or may not be embedded here, is said in words", async ({ page, host, server, path, consoleGuard }) => {
  consoleGuard.expects(/status of 40[34]/, /CORS policy/, /net::ERR_FAILED/);
  await page.goto(host.show(path, { comments: tag(server.origin, "nobody") }));
  await expect(page.locator("rejoinder-thread").getByRole("alert")).toContainText("This site is not known to its comment server.");
  const key = `elsewhere${path.replace(/\W/g, "")}`;
  await server.addSite({ key, origins: ["https://elsewhere.example.org"] });
  await page.goto(host.show(`${path}-foreign`, { comments: tag(server.origin, key) }));
  await expect(page.locator("rejoinder-thread").getByRole("alert")).toContainText(/may not use the comment server|cannot be reached/);
});

test.describe("in a single-page app", () => {
  test("the thread follows the attribute that says the page, and posts go to the page shown", async ({
    page,
    api,
    host,
    server,
    path,
  }) => {
    await api.post(`${path}-a`, "Of article A");
    await api.post(`${path}-b`, "Of article B");
    const comments = `<rejoinder-thread page="${path}-a"></rejoinder-thread>${tag(server.origin, "blog")}`;
    await page.goto(host.show(path, { comments }));
    const thread = new Thread(page);
    await expect(thread.comment("Of article A")).toBeVisible();
    await thread.field.fill("A draft for A");
    const show = (key: string) =>
      thread.root.evaluate((element, page) => element.setAttribute("page", page), `${path}-${key}`);
    for (const key of ["b", "a", "b", "a", "b"]) await show(key);
    await expect(thread.comment("Of article B")).toBeVisible();
    await expect(thread.comment("Of article A")).toHaveCount(0);
    await expect(thread.field).toHaveValue("");
    await thread.post("Said in B");
    await expect(thread.said).toHaveText("Your comment was posted.");
    expect((await api.thread(`${path}-b`)).comments).toHaveLength(2);
    expect((await api.thread(`${path}-a`)).comments).toHaveLength(1);
    await show("a");
    await expect(thread.field).toHaveValue("A draft for A");
  });

  test("an element taken away and put back many times works as one", async ({ page, api, path, open }) => {
    await api.post(path, "Still here");
    const thread = await open();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.method() !== "OPTIONS") asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
    });
    await page.evaluate(async () => {
      const element = document.querySelector("rejoinder-thread")!;
      const parent = element.parentElement!;
      for (let round = 0; round < 20; round++) {
        element.remove();
        await new Promise(requestAnimationFrame);
        parent.append(element);
        await new Promise(requestAnimationFrame);
      }
    });
    await expect(thread.comment("Still here")).toBeVisible();
    await page.waitForLoadState("networkidle");
    asked.length = 0;
    await thread.post("After all that");
    await expect(thread.said).toHaveText("Your comment was posted.");
    await expect(thread.comments).toHaveCount(2);
    expect(asked).toEqual(["GET /write.js", "POST /api/v1/visitors", "POST /api/v1/comments"]);
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    expect((await api.thread(path)).comments).toHaveLength(2);
  });

  test("an element moved to another place keeps its thread and asks for nothing", async ({ page, api, path, open }) => {
    await api.post(path, "I move");
    const thread = await open();
    await thread.comment("I move").waitFor();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.evaluate(() => document.body.append(document.querySelector("rejoinder-thread")!));
    await expect(thread.comment("I move")).toBeVisible();
    expect(asked).toEqual([]);
  });

  test("an element made by the app after the script shows its thread", async ({ page, api, host, server, path }) => {
    await api.post(`${path}-late`, "Made late");
    await page.goto(host.show(path, { head: tag(server.origin, "blog"), comments: "" }));
    await page.waitForFunction(() => customElements.get("rejoinder-thread"));
    await page.evaluate((key) => {
      const element = document.createElement("rejoinder-thread");
      element.setAttribute("page", key);
      document.querySelector("main")!.append(element);
    }, `${path}-late`);
    await expect(new Thread(page).comment("Made late")).toBeVisible();
  });

  test("an element removed while its thread is loading leaves no trace", async ({ page, api, host, server, path }) => {
    await api.post(path, "Slow");
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route("**/api/v1/thread?**", async (route) => {
      await held;
      await route.continue().catch(() => {});
    });
    await page.goto(host.show(path, { comments: tag(server.origin, "blog") }));
    await page.locator("rejoinder-thread").waitFor();
    await page.evaluate(() => document.querySelector("rejoinder-thread")!.remove());
    letGo();
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    await expect(page.locator("rejoinder-thread")).toHaveCount(0);
  });

  test("an element removed while its post is on its way still gets it there, once", async ({ page, api, path, open }) => {
    const thread = await open();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route("**/api/v1/comments", async (route) => {
      await held;
      await route.continue();
    });
    await thread.post("Sent and left");
    await expect(thread.comments.filter({ hasText: "Sent and left" })).toBeVisible();
    await page.evaluate(() => document.querySelector("rejoinder-thread")!.remove());
    letGo();
    await expect.poll(async () => (await api.thread(path)).comments.length).toBe(1);
  });
});

test("elements that left the page are let go of", async ({ page, api, path, open }) => {
  await api.post(path, "Hello");
  await open();
  await page.evaluate(async (key) => {
    for (let round = 0; round < 5; round++) {
      const element = document.createElement("rejoinder-thread");
      element.setAttribute("page", key);
      document.querySelector("main")!.append(element);
      while (!element.shadowRoot?.querySelector("article")) await new Promise(requestAnimationFrame);
      element.remove();
    }
  }, path);

  const session = await page.context().newCDPSession(page);
  const alive = async (): Promise<number> => {
    await session.send("HeapProfiler.collectGarbage");
    const { result } = await session.send("Runtime.evaluate", {
      expression: 'customElements.get("rejoinder-thread").prototype',
    });
    const { objects } = await session.send("Runtime.queryObjects", { prototypeObjectId: result.objectId! });
    const { result: length } = await session.send("Runtime.callFunctionOn", {
      objectId: objects.objectId!,
      functionDeclaration: "function () { return this.length }",
      returnByValue: true,
    });
    await session.send("Runtime.releaseObject", { objectId: objects.objectId! });
    return length.value;
  };
  // The one that still stands.
  await expect.poll(alive).toBe(1);
});
