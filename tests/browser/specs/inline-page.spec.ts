// Inline comments on pages that go on living around them: what ticks, scrolls, changes its looks and has controls of its own.
import { hold } from "../support/hold";
import { expect, test } from "../support/inline-test";

const anchor = { exact: "between one high water and the next" };
const CROWD = 12;

test("a count keeps the focus while the article around it changes", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor });
  await read();
  const mark = inline.mark(/^1 comment/);
  await mark.focus();
  await page.locator("#story").evaluate((story) => story.insertAdjacentHTML("afterbegin", "<p id=clock>12:00</p>"));
  await expect.poll(() => inline.underlined()).toEqual([anchor.exact]);
  const moved = (await mark.boundingBox())!.y;
  await page.locator("#clock").evaluate((clock) => (clock.innerHTML = "12:01<br>and raining<br>again"));
  await expect.poll(async () => (await mark.boundingBox())!.y).toBeGreaterThan(moved);
  await expect(mark).toBeFocused();
});

test("of many passages that end with the same word, no count stands far below its line", async ({ inline, read, api, path }) => {
  const words = "Twelve hours and twenty-five minutes lie between one high water and the next".split(" ");
  const by = await api.visitor();
  for (let first = 0; first < CROWD; first++) {
    await api.post(path, `From word ${first}`, { by, anchor: { exact: words.slice(first).join(" ") } });
  }
  await read();
  await expect.poll(async () => (await inline.underlined()).length).toBe(CROWD);
  // With the question's.
  await expect(inline.marks).toHaveCount(5);
  await inline.click("Twelve hours");
  await expect(inline.popover).toContainText("From word 0");
});

test("of very many comments on a passage the latest stand beside it, and all in the thread", async ({ inline, read, api, path }) => {
  const by = await api.visitor();
  for (let count = 1; count <= 23; count++) await api.post(path, `Word ${count}.`, { by, anchor });
  const thread = await read();
  await inline.mark(/^23 comments/).click();
  await expect(inline.popover.getByRole("article")).toHaveCount(20);
  await expect(inline.popover.getByRole("article").first()).toContainText("Word 23.");
  await inline.popover.getByRole("button", { name: "View all comments" }).click();
  await expect(thread.comments).toHaveCount(23);
});

test("an article that is named by a class is marked once it has that class", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor });
  await read({ tagOptions: 'data-article=".is-ready"' });
  await expect(inline.layer).toBeAttached();
  await expect(inline.marks).toHaveCount(0);
  await page.locator("#story").evaluate((story) => story.classList.add("is-ready"));
  await expect(inline.mark(/^1 comment/)).toBeVisible();
});

test("a popover has the colours that the page has now", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor });
  await read();
  await expect(inline.marks).toHaveCount(2);
  await page.evaluate(() => Object.assign(document.body.style, { background: "rgb(17, 24, 39)", color: "rgb(229, 231, 235)" }));
  await inline.mark(/^1 comment/).click();
  await expect(inline.popover).toHaveCSS("background-color", "rgb(17, 24, 39)");
  await expect(inline.popover).toHaveCSS("color", "rgb(229, 231, 235)");
});

test("the page's own controls within a passage stay what they are", async ({ page, inline, read, api, path }) => {
  const before = `<article id="story"><p>Here begins</p><div class="chart" style="cursor: pointer">a chart of it</div>
    <p id="empty" style="block-size: 120px; margin: 0"></p><p>and here it ends.</p></article>`;
  await api.post(path, "On all of it", { anchor: { exact: "Here begins a chart of it and here it ends" } });
  await read({ before });
  await expect(inline.marks).toHaveCount(1);
  for (const place of [".chart", "#empty"]) {
    await page.locator(place).click();
    await expect(inline.popover).toHaveCount(0);
  }
  await inline.click("Here begins");
  await expect(inline.popover).toContainText("On all of it");
});

test("in an article that scrolls within the page, counts stand only beside what is seen", async ({ page, inline, read, api, path }) => {
  const before = `<article id="story" style="block-size: 200px; overflow: auto"><p>The first words of it</p><div style="block-size: 800px"></div><p>and the last words.</p></article>`;
  await api.post(path, "On the first", { anchor: { exact: "The first words" } });
  await api.post(path, "On the last", { anchor: { exact: "the last words" } });
  await read({ before });
  await expect(inline.mark(/The first words/)).toBeVisible();
  await expect(inline.mark(/the last words/)).toBeHidden();
  await page.locator("#story").evaluate((story) => story.scrollTo(0, story.scrollHeight));
  await expect(inline.mark(/the last words/)).toBeVisible();
  await expect(inline.mark(/The first words/)).toBeHidden();
});

test("a page that keeps pointers that are let go to itself still offers to comment", async ({ page, inline, read }) => {
  await read();
  await page.locator("#story").evaluate((story) => {
    story.addEventListener("pointerup", (event) => event.stopPropagation());
  });
  await inline.drag("twice a day");
  await expect(inline.offer).toBeVisible();
});

test("the list stays while its passage goes", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor });
  await read();
  await inline.mark(/^1 comment/).click();
  await inline.field.fill("Begun");
  await page.locator("#second").evaluate((second) => second.remove());
  await expect(inline.marks).toHaveCount(1);
  await expect(inline.popover).toContainText("On the quay");
  await inline.post("Begun and ended");
  await expect(inline.popover.getByRole("article")).toHaveCount(2);
});

test("words begun on a passage load nothing until it is opened again", async ({ page, inline, read }) => {
  const thread = await read();
  await inline.drag("twice a day");
  await inline.offer.click();
  await inline.field.fill("Begun, not done");
  await page.keyboard.press("Escape");
  await page.reload();
  await thread.ready();
  await expect(inline.layer).toBeAttached();
  const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(loaded.filter((name) => /\/inline\.js/.test(name))).toHaveLength(1);
  expect(loaded.filter((name) => /\/write\.js/.test(name))).toHaveLength(0);
});

test("order and filter pressed one after the other both hold", async ({ page, read, api, path }) => {
  await api.post(path, "Inline, first", { anchor });
  await api.postMany(path, ["Not inline"]);
  await api.post(path, "Inline, last", { anchor });
  const thread = await read();
  const letGo = await hold(page, "**/api/v1/thread**");
  await thread.sort("Oldest").click();
  await thread.root.getByRole("button", { name: "Inline feedback" }).click();
  letGo();
  await expect(thread.comments).toHaveCount(2);
  expect(await thread.bodies()).toEqual(["Inline, first", "Inline, last"]);
  await expect(thread.sort("Oldest")).toHaveAttribute("aria-current", "true");
  await expect(thread.root.getByRole("button", { name: "View all comments" })).toBeVisible();
});

test("a filter that cannot be had leaves the list, the order and the focus as they are", async ({ page, inline, read, api, path, consoleGuard }) => {
  consoleGuard.expects(/net::ERR_FAILED/);
  await api.post(path, "Inline", { anchor });
  await api.postMany(path, ["Not inline"]);
  const thread = await read();
  await page.route(/\/thread\?/, (route) => route.abort());
  await inline.mark(/^1 comment/).click();
  await inline.popover.getByRole("button", { name: "View all comments" }).click();
  await expect(thread.root.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  await expect(thread.heading).not.toBeFocused();
  await expect(thread.comments).toHaveCount(2);
  await page.unroute(/\/thread\?/);
  await thread.sort("Oldest").click();
  await expect(thread.comments).toHaveCount(2);
  await expect.poll(() => thread.bodies()).toEqual(["Inline", "Not inline"]);
});
