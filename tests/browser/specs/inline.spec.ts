// Comments in the article itself: selecting, marks, the popover, the author's questions, and the passages that change.
import { violations } from "../support/axe";
import { expect, TEXT, test } from "../support/inline-test";
import { targets } from "../support/targets";

const SAID = "Your comment was posted.";

for (const width of [1280, 360]) {
  test(`words selected by mouse at ${width} px are commented on, and marked`, async ({ page, inline, read, api, path }) => {
    await page.setViewportSize({ width, height: 800 });
    const thread = await read();
    await inline.drag("twice a day");
    await expect(inline.offer).toBeVisible();
    const box = (await inline.offer.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    await inline.offer.click();
    await expect(inline.popover).toContainText("twice a day");
    await expect(inline.field).toBeFocused();
    await inline.post("Really twice?");
    await expect(thread.said).toHaveText(SAID);
    await expect(inline.mark("1 comment on “twice a day”")).toBeVisible();
    await expect.poll(() => inline.underlined()).toEqual(["twice a day"]);
    await expect(thread.comment("Really twice?")).toContainText("twice a day");
    const { comments } = await api.thread(path);
    expect(comments[0]).toMatchObject({ anchor: { exact: "twice a day", prefix: expect.stringMatching(/ tide comes in It comes in $/) } });
  });
}

test("all of it can be done by keyboard", async ({ page, inline, read }) => {
  const thread = await read();
  await page.locator("#second").click({ position: { x: 1, y: 8 } });
  await inline.select("high water");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(inline.offer).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(inline.offer).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(inline.offer).toHaveCount(0);
  await inline.select("high water");
  await expect(inline.offer).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(inline.field).toBeFocused();
  await page.keyboard.type("As high as that");
  await page.keyboard.press("Control+Enter");
  await expect(thread.said).toHaveText(SAID);
  await expect(inline.popover.getByRole("article")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(inline.popover).toHaveCount(0);
  const mark = inline.mark("1 comment on “high water”");
  await expect(mark).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(inline.popover).toBeFocused();
  await expect(inline.popover).toContainText("As high as that");
});

test("what is refused right after the selection has grown is not offered again, until something else is selected", async ({ page, inline, read }) => {
  await page.clock.install();
  await read();
  await inline.select("high water");
  await expect(inline.offer).toBeVisible();
  await page.clock.pauseAt(Date.now() + 60_000);
  // The browser tells of the selection only afterwards.
  await inline.offer.evaluate((offer) => {
    getSelection()!.modify("extend", "forward", "word");
    offer.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  await expect(inline.offer).toHaveCount(0);
  await page.clock.runFor(1000);
  await expect(inline.offer).toHaveCount(0);
  await inline.select("Springs follow");
  await page.clock.runFor(1000);
  await expect(inline.offer).toBeVisible();
});

test("three clicks select a paragraph, and the last of the article too", async ({ page, inline, read }) => {
  await read();
  await page.locator("#signs").click({ clickCount: 3 });
  await inline.offer.click();
  await expect(inline.popover).toContainText("A wave 🌊🏽 and a family 👨‍👩‍👧 and a cafe\u0301 by the harbour.");
});

test("by touch the button stands below what is selected", async ({ page, inline, read }) => {
  await read();
  await expect(inline.layer).toBeAttached();
  await page.evaluate(() => document.dispatchEvent(new PointerEvent("pointerdown", { pointerType: "touch" })));
  await inline.select("high water");
  await expect(inline.offer).toBeVisible();
  const [button, words] = [(await inline.offer.boundingBox())!, await inline.where("high water")];
  expect(button.y).toBeGreaterThan(words.y + words.height);
});

test("what cannot be commented on offers nothing, or says why", async ({ page, inline, read }) => {
  const long = `<article id="story"><p>Short enough.</p><p>${"Too long to be a passage. ".repeat(100)}</p></article><p>Outside of it.</p>`;
  await read({ before: long });
  await expect(inline.layer).toBeAttached();
  await inline.select("Short enough");
  await expect(inline.offer).toBeVisible();
  await inline.select("Short enough", "Outside");
  await expect(inline.offer).toHaveCount(0);
  await inline.select("Short", "Too long to be a passage. ".repeat(99).trim());
  await expect(inline.layer.getByText("At most 2,000 characters can be commented on at once.")).toBeVisible();
  await expect(inline.offer).toHaveCount(0);
  await inline.select("Outside of");
  await expect(inline.layer.getByText("At most 2,000")).toHaveCount(0);
  await page.evaluate(() => getSelection()!.removeAllRanges());
  await expect(inline.offer).toHaveCount(0);
});

test("a page without data-article asks for nothing more, and shows the quotation", async ({ page, inline, read, api, path }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await api.post(path, "On a passage", { anchor: { exact: "twice a day" } });
  const thread = await read({ tagOptions: "" });
  await expect(thread.comment("On a passage").locator("blockquote").first()).toHaveText("twice a day");
  await expect(thread.comment("On a passage").getByRole("link", { name: "twice a day" })).toHaveCount(0);
  await thread.post("After all that could be asked for");
  await expect(thread.said).toHaveText(SAID);
  await expect(inline.layer).toHaveCount(0);
  expect(asked.filter((url) => /inline/.test(url))).toEqual([]);
});

const PASSAGES = { link: "ever had to restart it. The moon", emphasis: "does most of the work", whole: "The moon does most of the work." };

/** Comments on what overlaps, goes through a link, and stands alone. */
async function seed(api: import("../support/api").Api, path: string) {
  const [link, emphasis] = [
    await api.post(path, "Across a link", { name: "Ana", anchor: { exact: PASSAGES.link } }),
    await api.post(path, "Across emphasis", { name: "Bo", anchor: { exact: PASSAGES.emphasis } }),
  ];
  await api.post(path, "The same once more", { name: "Cleo", anchor: { exact: PASSAGES.emphasis } });
  await api.post(path, "All of it", { name: "Dan", anchor: { exact: PASSAGES.whole } });
  await api.post(path, "An answer", { parent: emphasis });
  await api.vote(link, 1);
  return { link, emphasis };
}

const layout = (page: import("@playwright/test").Page) =>
  page.evaluate(() => ({
    html: document.querySelector("#story")!.innerHTML,
    rects: [...document.querySelectorAll("#story, #story *, footer")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, y + scrollY, width, height].map(Math.round);
    }),
    sideways: document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth,
  }));

for (const width of [1280, 360]) {
  test(`at ${width} px passages are marked without touching the article, and one request is enough`, async ({ page, inline, read, api, path, consoleGuard }) => {
    consoleGuard.expects(/net::ERR_FAILED.*inline\.js/);
    await page.setViewportSize({ width, height: 800 });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url().replace(/^http:\/\/[^/]+/, "")));
    await seed(api, path);
    await page.route("**/inline.js*", (route) => route.abort());
    const refused = page.waitForEvent("requestfailed", (request) => request.url().includes("/inline.js"));
    const thread = await read();
    await refused;
    const before = await layout(page);
    await page.unroute("**/inline.js*");
    asked.length = 0;
    await page.reload();
    await thread.ready();
    await expect(inline.mark("2 comments on “does most of the work”")).toBeVisible();
    await expect(inline.mark("1 comment on “The moon does most of the…”")).toBeVisible();
    await expect(inline.mark("1 comment on “ever had to restart it. The…”")).toBeVisible();
    await expect.poll(async () => (await inline.underlined()).toSorted()).toEqual(Object.values(PASSAGES).toSorted());
    expect(await layout(page)).toEqual(before);
    expect(asked.filter((url) => url.startsWith("/api/"))).toEqual([expect.stringMatching(/thread\?.*inline=true$/)]);
    expect(asked.filter((url) => url.startsWith("/inline.js"))).toHaveLength(1);
    const sizes = await targets(page, "rejoinder-marks");
    expect(sizes.length).toBe(4);
    expect(sizes.filter((size) => Math.min(size.width, size.height) < 43.5)).toEqual([]);
    await page.emulateMedia({ media: "print" });
    await expect(inline.marks).toHaveCount(0);
  });

  test(`at ${width} px the popover shows what is said there, and gives the focus back`, async ({ page, inline, read, api, path }) => {
    await page.setViewportSize({ width, height: 800 });
    await seed(api, path);
    const thread = await read();
    const mark = inline.mark(/^2 comments/);
    await mark.click();
    await expect(inline.popover).toHaveAccessibleName("does most of the work");
    await expect(inline.popover.getByRole("article")).toHaveCount(2);
    await expect(inline.popover).toContainText("Across emphasis");
    await expect(inline.popover.getByText("Bo", { exact: true })).toBeVisible();
    await expect(inline.field).toBeVisible();
    await expect.poll(() => inline.tinted()).toBe(PASSAGES.emphasis);
    const box = (await inline.popover.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    expect(box.height).toBeLessThanOrEqual(0.7 * 800 + 1);
    if (width === 360) expect(Math.round(box.y + box.height)).toBe(800);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(inline.popover).toHaveCount(0);
    await expect(mark).toBeFocused();
    await expect.poll(() => inline.tinted()).toBe(PASSAGES.emphasis);
    await mark.click();
    await page.mouse.click(5, 5);
    await expect(inline.popover).toHaveCount(0);
    await mark.click();
    await inline.popover.getByRole("link", { name: "1 reply" }).click();
    await expect(thread.comment("Across emphasis")).toBeFocused();
    await expect(inline.popover).toHaveCount(0);
    await inline.mark(/^1 comment on “ever/).click();
    await expect(inline.popover).toContainText("1 point");
    await inline.popover.getByRole("button", { name: "Close" }).click();
    await inline.mark(/^1 comment on “ever/).click();
    await inline.popover.getByRole("button", { name: "View all comments" }).click();
    await expect(thread.heading).toBeFocused();
    await expect(thread.root.getByRole("button", { name: "Inline feedback" })).toHaveAttribute("aria-pressed", "false");
  });
}

test("a click on the words opens their popover; links and selecting stay what they are", async ({ page, inline, read, api, path }) => {
  await seed(api, path);
  await read();
  await expect(inline.marks).toHaveCount(4);
  await inline.click("most of");
  await expect(inline.popover).toHaveAccessibleName("does most of the work");
  await page.keyboard.press("Escape");
  await page.locator("#story a").click();
  await expect(page).toHaveURL(/#elsewhere$/);
  await expect(inline.popover).toHaveCount(0);
  await inline.drag("of the");
  expect(await page.evaluate(() => getSelection()!.toString())).toContain("of");
  await expect(inline.offer).toBeVisible();
  await expect(inline.popover).toHaveCount(0);
  await page.evaluate(() => getSelection()!.removeAllRanges());
  await inline.click("Neaps follow");
  await expect(inline.popover).toHaveCount(0);
});

test("marks follow when the page is laid out anew", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor: { exact: "between one high water and the next" } });
  await read();
  const mark = inline.mark(/^1 comment/);
  const away = async () => {
    const [words, button] = [await page.locator("#second").boundingBox(), await mark.boundingBox()];
    return button!.y + button!.height / 2 - words!.y;
  };
  await expect(mark).toBeVisible();
  for (const width of [700, 360, 1000]) {
    await page.setViewportSize({ width, height: 800 });
    const height = (await page.locator("#second").boundingBox())!.height;
    await expect.poll(away).toBeGreaterThan(0);
    await expect.poll(away).toBeLessThan(height);
  }
  await page.evaluate(() => document.querySelector("#first")!.insertAdjacentHTML("beforebegin", "<div style='height: 300px'></div>"));
  await expect.poll(away).toBeGreaterThan(0);
  await expect.poll(away).toBeLessThan(100);
});

test("in the thread a quotation leads to its place, and says where there is none any more", async ({ page, inline, read, api, path }) => {
  await api.post(path, "It is here", { anchor: { exact: "between one high water and the next" } });
  await api.post(path, "It is gone", { anchor: { exact: "a sentence that was taken out of it long ago", prefix: "nobody knows ", suffix: " and why" } });
  const thread = await read();
  const gone = thread.comment("It is gone").locator("blockquote").first();
  await expect(gone).toContainText("on a passage that has changed");
  await expect(gone.getByRole("link")).toHaveCount(0);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await thread.comment("It is here").getByRole("link", { name: "between one high water and the next" }).click();
  await expect.poll(() => inline.tinted()).toBe("between one high water and the next");
  await expect(inline.mark(/^1 comment/)).toBeFocused();
  await expect(page.locator("#second")).toBeInViewport();
  await expect.poll(() => inline.tinted()).toBe("");
  await expect(page).not.toHaveURL(/#/);
});

test("hostile anchors are text", async ({ inline, read, api, path }) => {
  const exact = '<img src=x onerror="console.error(1)"><script>console.error(2)</script>';
  await api.post(path, "Hostile", { anchor: { exact, prefix: "<b onclick=x>", suffix: "</b>", start: 999999998, end: 999999999 } });
  await api.post(path, "Asked", { anchor: { exact: "twice a day", question: "<i>?</i>" } });
  const thread = await read({ before: `${TEXT}<p>${exact.replaceAll("<", "&lt;")}</p>` });
  await expect(thread.comment("Hostile").locator("blockquote").first()).toContainText(exact);
  await expect(thread.root.locator("blockquote img, blockquote script")).toHaveCount(0);
  await expect(inline.mark("1 comment on “twice a day”")).toBeVisible();
});

test("the filter lists inline comments alone, under any order and page by page", async ({ page, read, api, path }) => {
  const by = await api.visitor();
  const anchor = { exact: "twice a day" };
  for (let count = 1; count <= 35; count++) await api.post(path, `Inline ${count}.`, { by, anchor });
  for (let count = 1; count <= 5; count++) await api.post(path, `Not inline ${count}.`, { by });
  const thread = await read();
  await thread.root.getByRole("button", { name: "Inline feedback" }).click();
  await expect(thread.comment(/^Not inline/)).toHaveCount(0);
  await expect(thread.comments).toHaveCount(30);
  await expect(thread.loadMore).toHaveText("Load more comments");
  await thread.loadMore.click();
  await expect(thread.comments).toHaveCount(35);
  await thread.sort("Oldest").click();
  await expect(thread.sort("Oldest")).toHaveAttribute("aria-current", "true");
  await expect(thread.comments.first()).toContainText("Inline 1.");
  await expect(thread.comment(/^Not inline/)).toHaveCount(0);
  await thread.root.getByRole("button", { name: "View all comments" }).click();
  await expect(thread.root.getByRole("button", { name: "View all comments" })).toBeHidden();
  await expect(thread.comments).toHaveCount(30);
  await thread.loadMore.click();
  await expect(thread.comment(/^Not inline/)).toHaveCount(5);
  await page.reload();
  await expect(thread.comments).toHaveCount(30);
});

test("a thread without inline comments offers no filter", async ({ read, api, path }) => {
  await api.postMany(path, ["One", "Two"]);
  const thread = await read();
  await expect(thread.comments).toHaveCount(2);
  await expect(thread.root.getByRole("button", { name: "Inline feedback" })).toBeHidden();
});

for (const width of [1280, 360]) {
  test(`at ${width} px the author's question is asked, and answered`, async ({ page, inline, read, api, path }) => {
    await page.setViewportSize({ width, height: 800 });
    const by = await api.visitor();
    for (const words of ["First", "Second", "Third", "Fourth"]) {
      await api.post(path, `${words} answer`, { by, anchor: { exact: "other words than today's", question: "tide" } });
    }
    const thread = await read();
    const mark = inline.mark("Which tide do you remember?");
    await expect(mark).toHaveText("4");
    await mark.click();
    await expect(inline.popover).toHaveAccessibleName("Which tide do you remember?");
    await expect(inline.popover.getByRole("article")).toHaveCount(3);
    await expect(inline.popover).not.toContainText("First answer");
    await expect(inline.popover.getByRole("button", { name: "View all comments" })).toBeVisible();
    await inline.post("Of 1987");
    await expect(thread.said).toHaveText(SAID);
    await expect(mark).toHaveText("5");
    expect(await violations(page)).toEqual([]);
    const { comments } = await api.thread(path);
    expect(comments[0]!.anchor).toMatchObject({ exact: "Everybody who lives by the sea remembers one.", question: "tide" });
    await page.keyboard.press("Escape");
    await expect(mark).toBeFocused();
    await expect.poll(() => inline.underlined()).toEqual([]);
    await thread.comment("First answer").getByRole("link", { name: "Which tide do you remember?" }).click();
    await expect(mark).toBeFocused();
  });
}

test("passages of every kind are found again after a reload", async ({ page, inline, read, api, path }) => {
  const thread = await read();
  const kinds: [string, string?][] = [
    ["nobody has ever had to restart it. The moon does most"],
    ["on most coasts of the world.", "Springs follow"],
    ["full moon by"],
    ["Aldwater quay", "4.8"],
    ["amp * cos(speed * t)"],
    ["المد والجزر"],
    ["wave 🌊🏽 and a family 👨‍👩‍👧"],
    ["cafe\u0301 by"],
  ];
  for (const [index, [from, to = from]] of kinds.entries()) {
    await inline.unselect();
    await page.evaluate(
      ([first, last]) => {
        const [start, end] = [window.rangeOf(first!), window.rangeOf(last!)];
        start.startContainer.parentElement!.scrollIntoView({ block: "center" });
        getSelection()!.setBaseAndExtent(start.startContainer, start.startOffset, end.endContainer, end.endOffset);
      },
      [from, to],
    );
    await inline.offer.click();
    await inline.post(`Kind ${index}`);
    await page.keyboard.press("Escape");
    await expect(inline.marks).toHaveCount(index + 2);
  }
  await expect.poll(() => inline.underlined()).toHaveLength(kinds.length);
  const before = await inline.underlined();
  // A comment is shown, and its passage marked, before the server has it.
  await expect.poll(async () => (await api.thread(path)).comments.length).toBe(kinds.length);
  await page.reload();
  await thread.ready();
  await expect.poll(() => inline.underlined()).toEqual(before);
  await expect(inline.marks).toHaveCount(kinds.length + 1);
});

test("of fifty places with the same words the one that was meant is marked", async ({ page, inline, read }) => {
  const rows = Array.from({ length: 50 }, (_, row) => `<li id="row-${row}">High water at noon.</li>`).join("");
  const before = `<article id="story"><ul>${rows}</ul></article>`;
  const thread = await read({ before });
  const choose = async (id: string) => {
    await inline.unselect();
    await page.locator(id).evaluate((row) => {
      row.scrollIntoView({ block: "center" });
      getSelection()!.selectAllChildren(row);
    });
    await inline.offer.click();
    await expect(inline.field).toBeFocused();
  };
  // Thought better of: what is posted is about the passage that was opened last.
  await choose("#row-12");
  await page.keyboard.press("Escape");
  await choose("#row-36");
  await inline.post("This one");
  await expect(thread.said).toHaveText(SAID);
  await page.reload();
  await thread.ready();
  await expect(inline.marks).toHaveCount(1);
  const where = () =>
    page.evaluate(() => [...([...CSS.highlights.values()][0] ?? [])].map((range) => range.startContainer.parentElement!.id));
  await expect.poll(where).toEqual(["row-36"]);
});

test("a question may be written over several lines, with signs that nobody sees", async ({ page, inline, read, api, path }) => {
  const words = "Which tide\n   do you re\u00ADmember?";
  const thread = await read({ before: `<article id="story"><p id="asks" data-rejoinder-ask="${words}">Everybody remembers one.</p></article>` });
  await thread.ready();
  await inline.mark("Which tide").click();
  await inline.field.click();
  await inline.post("The one of 1953");
  await expect(thread.comment("The one of 1953")).toBeVisible();
  await expect.poll(async () => (await api.thread(path)).comments[0]?.anchor).toMatchObject({ question: "Which tide do you remember?" });
  await page.reload();
  await thread.ready();
  await expect(inline.marks.first()).toContainText("1");
});

test.describe("the article", () => {
  test("may come late, change, and be replaced", async ({ page, inline, read, api, path }) => {
    await api.post(path, "On the moon", { anchor: { exact: "The moon does most of the work", prefix: "ever had to restart it. ", suffix: "." } });
    const thread = await read({ before: "<div id=place></div>" });
    await expect(thread.comment("On the moon")).toBeVisible();
    await expect(inline.marks).toHaveCount(0);
    await page.locator("#place").evaluate((place, html) => (place.innerHTML = html), TEXT);
    await expect.poll(() => inline.underlined()).toEqual(["The moon does most of the work"]);
    await page.locator("#first em").evaluate((em) => (em.textContent = "nearly all of"));
    await expect.poll(() => inline.underlined()).toEqual(["The moon does nearly all of the work"]);
    await page.locator("#place").evaluate((place, html) => (place.innerHTML = html), TEXT);
    await expect.poll(() => inline.underlined()).toEqual(["The moon does most of the work"]);
    await page.locator("#first").evaluate((first) => first.remove());
    await expect(thread.comment("On the moon")).toContainText("on a passage that has changed");
    await expect.poll(() => inline.underlined()).toEqual([]);
    await page.locator("#place").evaluate((place) => (place.innerHTML = ""));
    await expect(inline.marks).toHaveCount(0);
  });

  test("is the first of several", async ({ inline, read, api, path }) => {
    await api.post(path, "On one", { anchor: { exact: "the same words in both" } });
    const before = "<article><p>Here are the same words in both.</p></article><article><p>And the same words in both.</p></article>";
    await read({ before, tagOptions: 'data-article="article"' });
    await expect(inline.marks).toHaveCount(1);
    await expect.poll(() => inline.underlined()).toEqual(["the same words in both"]);
  });

  test("of a selector that is none is complained about once", async ({ page, inline, read, api, path, consoleGuard }) => {
    consoleGuard.expects(/Rejoinder: "p\[\[" is not a CSS selector \(data-article\)/);
    const told: string[] = [];
    page.on("console", (message) => told.push(message.text()));
    await api.post(path, "Still read", { anchor: { exact: "twice a day" } });
    const thread = await read({ tagOptions: 'data-article="p[["' });
    await expect(thread.comment("Still read")).toContainText("twice a day");
    await expect.poll(() => told.filter((words) => /Rejoinder/.test(words)).length).toBe(1);
    await expect(inline.layer).toHaveCount(0);
    await thread.post("Still written");
    await expect(thread.said).toHaveText(SAID);
    expect(told.filter((words) => /Rejoinder/.test(words))).toHaveLength(1);
  });
});

test("under the strict policy of the design all of it works", async ({ page, inline, read, server }) => {
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`violates ${event.violatedDirective}`));
  });
  const csp = `default-src 'self'; script-src ${server.origin}; connect-src ${server.origin}; require-trusted-types-for 'script'`;
  const thread = await read({ csp });
  await inline.drag("twice a day");
  await inline.offer.click();
  await inline.field.fill("**Strictly** speaking");
  await inline.form.getByRole("button", { name: "Preview" }).click();
  await expect(inline.form.locator("strong")).toBeVisible();
  await inline.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText(SAID);
  await expect(inline.mark(/^1 comment on “twice/)).toBeVisible();
  const box = (await inline.popover.boundingBox())!;
  expect(box.width).toBeLessThan(500);
});

test("what was begun on a passage is kept for it", async ({ page, inline, read }) => {
  const thread = await read();
  await inline.drag("twice a day");
  await inline.offer.click();
  await inline.field.fill("Begun, not done");
  await page.keyboard.press("Escape");
  await expect(inline.popover).toHaveCount(0);
  await expect(inline.offer).toBeFocused();
  await page.reload();
  await thread.ready();
  await inline.drag("twice a day");
  await inline.offer.click();
  await expect(inline.field).toHaveValue("Begun, not done");
});

test("what cannot be sent stays in the form with the reason", async ({ page, inline, read, consoleGuard }) => {
  consoleGuard.expects(/net::ERR_FAILED/);
  const thread = await read();
  await inline.drag("twice a day");
  await inline.offer.click();
  await page.route("**/api/v1/comments", (route) => route.abort());
  await inline.field.fill("Not lost");
  await inline.form.getByRole("button", { name: "Post" }).click();
  await expect(inline.form.getByRole("alert")).toContainText("cannot be reached");
  await expect(inline.field).toHaveValue("Not lost");
  await expect(inline.marks).toHaveCount(1);
  await page.unroute("**/api/v1/comments");
  await inline.form.getByRole("button", { name: "Try again" }).click();
  await expect(thread.said).toHaveText(SAID);
  await expect(inline.marks).toHaveCount(2);
});

test("an element that leaves takes its marks along", async ({ page, inline, read, api, path }) => {
  await seed(api, path);
  await read();
  await expect(inline.marks).toHaveCount(4);
  await page.locator("rejoinder-thread").evaluate((element) => element.remove());
  await expect(inline.layer).toHaveCount(0);
  await expect.poll(() => inline.underlined()).toEqual([]);
});

test("on a right-to-left page the counts stand at the left", async ({ page, inline, read, api, path }) => {
  await api.post(path, "عن الجد", { anchor: { exact: "المد والجزر" } });
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await read({ lang: "ar", dir: "rtl", before: `<article id="story"><p>كان جدي يسجل المد والجزر في دفتر صغير كل صباح.</p></article>` });
    await expect(inline.marks).toHaveCount(1);
    const [mark, article] = [(await inline.marks.boundingBox())!, (await page.locator("#story").boundingBox())!];
    expect(mark.x).toBeGreaterThanOrEqual(0);
    expect(mark.x + mark.width / 2).toBeLessThan(article.x + 14);
    await inline.marks.click();
    await expect(inline.popover).toContainText("عن الجد");
    await expect(page.locator("html")).toHaveJSProperty("scrollLeft", 0);
  }
});

test("a style sheet that fights everything leaves marks and form usable", async ({ page, inline, read, api, path }) => {
  await api.post(path, "In spite of it", { anchor: { exact: "twice a day" } });
  const css = `* { all: unset !important; position: static !important; color: lime !important }
    div, section, form, button, ol, li { display: none !important } p, article { display: block !important } rejoinder-marks { display: none }`;
  const thread = await read({ css });
  await inline.mark(/^1 comment/).click();
  await expect(inline.popover).toContainText("In spite of it");
  await inline.post("Written in spite of it");
  await expect(thread.said).toHaveText(SAID);
  await page.keyboard.press("Escape");
  await expect(inline.mark("2 comments on “twice a day”")).toBeFocused();
});

test("a link under the edge of a count is still followed", async ({ page, inline, read, api, path }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await api.post(path, "Beside a link", { anchor: { exact: "here stands a passage" } });
  const line = '<p>And here stands a passage</p><p style="margin-top: -1em; text-align: right"><a href="#followed">link at the edge</a></p>';
  await read({ before: `<article id="story">${line}</article>` });
  const [mark, link] = [(await inline.marks.boundingBox())!, (await page.locator("#story a").boundingBox())!];
  const y = mark.y + mark.height + 6;
  expect(y).toBeGreaterThan(link.y);
  expect(y).toBeLessThan(link.y + link.height);
  await page.mouse.click(link.x + link.width - 2, y);
  await expect(page).toHaveURL(/#followed$/);
  await expect(inline.popover).toHaveCount(0);
});
