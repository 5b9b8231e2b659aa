// Inline comments on pages that go on living around them: what ticks, scrolls, changes its looks and has controls of its own.
import { hold } from "../support/hold";
import { tag } from "../support/host";
import { expect, OPTIONS, TEXT, test } from "../support/inline-test";

const anchor = { exact: "between one high water and the next" };
const CROWD = 12;

test("a count keeps the focus while the article around it changes", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor });
  await read();
  const mark = inline.mark(/^1 comment/);
  await mark.focus();
  const top = (await mark.boundingBox())!.y;
  await page.locator("#story").evaluate((story) => story.insertAdjacentHTML("afterbegin", "<p id=clock>12:00</p>"));
  await expect.poll(async () => (await mark.boundingBox())!.y).toBeGreaterThan(top);
  const moved = (await mark.boundingBox())!.y;
  await page.locator("#clock").evaluate((clock) => (clock.innerHTML = "12:01<br>and raining<br>again"));
  await expect.poll(async () => (await mark.boundingBox())!.y).toBeGreaterThan(moved);
  await expect.poll(() => inline.underlined()).toEqual([anchor.exact]);
  await expect(mark).toBeFocused();
});

test("a count keeps the focus when the comment it counts gets its name from the server", async ({ page, inline, read }) => {
  const thread = await read();
  const letGo = await hold(page, "**/api/v1/comments");
  await inline.drag("twice a day");
  await inline.offer.click();
  await inline.post("On its way");
  await page.keyboard.press("Escape");
  await expect(inline.mark(/^1 comment/)).toBeFocused();
  letGo();
  await expect(thread.comment("On its way").getByRole("button", { name: /^Reply to/ })).toBeVisible();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await expect(inline.mark(/^1 comment/)).toBeFocused();
});

test("of many passages that end with the same word, no count stands far from its line", async ({ page, inline, read, api, path }) => {
  const words = "Twelve hours and twenty-five minutes lie between one high water and the next".split(" ");
  const by = await api.visitor();
  for (let first = 0; first < CROWD; first++) {
    await api.post(path, `From word ${first}`, { by, anchor: { exact: words.slice(first).join(" ") } });
  }
  await read();
  const counts = inline.layer.locator(".mark:not(.asks):visible");
  const away = async () => {
    const { y, height } = await inline.where("next, on most");
    const boxes = await counts.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON() as DOMRect));
    return boxes.map((box) => Math.abs(box.y + box.height / 2 - y - height / 2));
  };
  await expect.poll(async () => (await inline.underlined()).length).toBe(CROWD);
  await expect(counts).toHaveCount(CROWD);
  expect(Math.max(...(await away()))).toBeLessThan(3 * 44 + 1);
  await page.setViewportSize({ width: 360, height: 800 });
  await expect(counts).toHaveCount(4);
  expect(Math.max(...(await away()))).toBeLessThan(3 * 44 + 1);
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

test("a count keeps the focus while it is found again in an article that ticks", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor: { exact: "between one high tide and the next", prefix: "twenty-five minutes lie ", suffix: ", on most coasts of the" } });
  await read();
  const mark = inline.mark(/^1 comment on “between one high water/);
  await mark.focus();
  await mark.evaluate((button) => button.addEventListener("blur", () => document.body.setAttribute("data-blurred", "")));
  await page.locator("#story").evaluate((story) => story.insertAdjacentHTML("afterbegin", "<p id=clock>12:00</p>"));
  const top = async () => (await mark.boundingBox())!.y;
  for (const lines of ["a<br>b", "a<br>b<br>c", "a<br>b<br>c<br>d"]) {
    const before = await top();
    await page.locator("#clock").evaluate((clock, html) => (clock.innerHTML = html), lines);
    await expect.poll(top).toBeGreaterThan(before);
  }
  await expect(mark).toBeFocused();
  await expect(page.locator("[data-blurred]")).toHaveCount(0);
});

test("a passage that has lost its first word is opened, and answered, as the same", async ({ page, inline, read, api, path }) => {
  const by = await api.visitor();
  await api.post(path, "On the quay", { by, anchor: { exact: "Twelve hours and twenty-five minutes lie between", prefix: "of the work. ", suffix: " one high water and the next" } });
  await read();
  await page.locator("#second").evaluate((second) => (second.textContent = second.textContent!.replace("Twelve hours", "Hours")));
  await inline.mark(/^1 comment/).click();
  await expect(inline.popover).toContainText("On the quay");
  await inline.post("And at the lock");
  await expect(inline.marks).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(inline.mark(/^2 comments/)).toBeFocused();
});

test("whoever is at a count sees what it is about", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor });
  await read();
  const mark = inline.mark(/^1 comment/);
  await mark.hover();
  await expect.poll(() => inline.tinted()).toBe(anchor.exact);
  await page.mouse.move(0, 0);
  await expect.poll(() => inline.tinted()).toBe("");
  await mark.focus();
  await expect.poll(() => inline.tinted()).toBe(anchor.exact);
});

test("who does not see the counts finds them by a name, and a question with how many answered it", async ({ page, read, api, path }) => {
  await api.post(path, "I remember one", { anchor: { exact: "Everybody", question: "tide" } });
  await read();
  await expect(page.getByRole("region", { name: "Inline feedback" }).getByRole("button", { name: "Which tide do you remember? (1 comment)" })).toBeVisible();
});

test("an answer stands under its question in the thread", async ({ page, read, api, path }) => {
  await api.post(path, "I remember one", { anchor: { exact: "Everybody who lives", question: "tide" } });
  const thread = await read();
  await thread.comment("I remember one").getByRole("link", { name: "Which tide do you remember?" }).click();
  await expect(page.locator("#asks")).toBeInViewport();
});

test("what waits for approval says so beside its passage too", async ({ page, inline, host, server }) => {
  const api = await server.addSite({ key: "careful-inline", origins: [host.origin], flags: ["--hold", "all"] });
  await page.goto(host.show("/held-inline", { comments: tag(api.server, api.site, OPTIONS), before: TEXT }));
  await inline.drag("twice a day");
  await inline.offer.click();
  await inline.post("Wait for it");
  await expect(inline.popover).toContainText("Only you can see this until it is approved.");
});

test("what was selected before the article was read is offered", async ({ page, inline, read }) => {
  const letGo = await hold(page, /inline\.js/);
  // A page that has much else to do.
  await page.addInitScript(() => {
    window.requestIdleCallback = (act) => Number(setTimeout(act, 300));
  });
  await read();
  await inline.select("twice a day");
  letGo();
  await expect(inline.offer).toBeVisible();
});

test("where the popover cannot be had, all comments are in the thread, with the reason", async ({ page, inline, read, api, path, consoleGuard }) => {
  consoleGuard.expects(/net::ERR_FAILED/);
  await api.post(path, "On the quay", { anchor });
  const thread = await read();
  await page.route(/write\.js/, (route) => route.abort());
  await inline.mark(/^1 comment/).click();
  await expect(thread.heading).toBeFocused();
  await expect(thread.root.getByRole("status").filter({ hasText: "cannot be reached" })).toBeVisible();
  await page.unroute(/write\.js/);
  await inline.mark(/^1 comment/).click();
  await expect(inline.popover).toContainText("On the quay");
});

test("a popover that cannot be had is asked for once by who comes by, and again by who presses", async ({ page, inline, read, api, path, consoleGuard }) => {
  consoleGuard.expects(/net::ERR_FAILED/);
  await api.post(path, "On the quay", { anchor });
  await read();
  const asked: string[] = [];
  await page.route(/write\.js/, (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  const failed = page.waitForEvent("requestfailed");
  await inline.mark(/^1 comment/).hover();
  await failed;
  for (let times = 0; times < 3; times++) {
    await page.mouse.move(0, 0);
    await inline.mark(/^1 comment/).hover();
  }
  expect(asked).toHaveLength(1);
  await page.unroute(/write\.js/);
  await inline.mark(/^1 comment/).click();
  await expect(inline.popover).toContainText("On the quay");
});

test("a question longer than a passage, beside a picture, is answered", async ({ page, inline, read }) => {
  const question = `a${"🌊".repeat(1200)}`;
  await read({ before: `<article id="story"><p>Words.</p><div data-rejoinder-ask="${question}" data-rejoinder-id="waves" style="block-size: 40px"></div></article>` });
  await inline.marks.click();
  await inline.field.fill("Many");
  const posted = page.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/comments"));
  await inline.form.getByRole("button", { name: "Post" }).press("Enter");
  expect((await posted).status()).toBe(201);
});

test("on a right-to-left page a quotation in the thread begins at the right", async ({ read, api, path }) => {
  await api.post(path, "عن الجد", { anchor: { exact: "المد والجزر" } });
  const thread = await read({ lang: "ar", dir: "rtl", before: `<article id="story"><p>كان جدي يسجل المد والجزر في دفتر صغير كل صباح.</p></article>` });
  await expect(thread.comment("عن الجد").locator("blockquote").first()).toHaveCSS("direction", "rtl");
});

test("on a right-to-left page a count at the window's edge leaves the words alone, and what it opens begins where its passage does", async ({ page, inline, read, api, path }) => {
  const words = "في دفتر صغير";
  await api.post(path, "عن الدفتر", { anchor: { exact: words } });
  await page.setViewportSize({ width: 360, height: 800 });
  const css = "body { margin: 0 20px; font-size: 18px }";
  await read({ lang: "ar", dir: "rtl", css, before: `<article id="story"><p>كان جدي يسجل المد والجزر ${words} كل صباح. وكان يقول إن البحر لا ينتظر أحدا.</p></article>` });
  const drawn = (await inline.mark(/دفتر/).locator("span").boundingBox())!;
  const column = (await page.locator("#story").boundingBox())!;
  expect(drawn.x + drawn.width).toBeLessThanOrEqual(column.x);
  await page.setViewportSize({ width: 1280, height: 800 });
  await inline.click(words);
  const box = (await inline.popover.boundingBox())!;
  const passage = await inline.where(words);
  expect(box.x + box.width).toBeCloseTo(passage.x + passage.width, 0);
});

test("an article that is named by a class is marked once it has that class", async ({ page, inline, read, api, path }) => {
  await api.post(path, "On the quay", { anchor });
  await read({ tagOptions: 'data-article=".is-ready"' });
  await expect(inline.layer).toBeAttached();
  await expect(inline.marks).toHaveCount(0);
  await page.locator("#story").evaluate((story) => story.classList.add("is-ready"));
  await expect(inline.mark(/^1 comment/)).toBeVisible();
});

test("what was selected in an article before it was named is offered", async ({ page, inline, read }) => {
  await page.clock.install();
  await read({ tagOptions: 'data-article=".is-ready"' });
  await expect(inline.layer).toBeAttached();
  await inline.select("twice a day");
  await page.clock.runFor(1000);
  await expect(inline.offer).toHaveCount(0);
  await page.locator("#story").evaluate((story) => story.classList.add("is-ready"));
  await page.clock.runFor(1000);
  await expect(inline.offer).toBeVisible();
});

test("what is selected while another passage goes away is offered", async ({ page, inline, read }) => {
  await page.clock.install();
  await read();
  await inline.select("twice a day");
  await expect(inline.offer).toBeVisible();
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.evaluate(() => {
    const { startContainer, startOffset, endOffset } = window.rangeOf("high water");
    document.querySelector("#first")!.remove();
    getSelection()!.setBaseAndExtent(startContainer, startOffset, startContainer, endOffset);
    dispatchEvent(new Event("resize"));
  });
  await page.clock.runFor(20);
  await expect(inline.offer).toHaveCount(0);
  await page.clock.runFor(1000);
  await expect(inline.offer).toBeVisible();
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

test("very many counts follow while somebody scrolls an article within the page", async ({ inline, read, api, path }) => {
  const by = await api.visitor();
  const lines = Array.from({ length: 30 }, (_, line) => `Line ${line} of it`);
  for (const exact of lines) await api.post(path, "On a line", { by, anchor: { exact } });
  const text = lines.map((line) => `<p>${line}</p>`).join("");
  await read({ before: `<article id="story" style="block-size: 200px; overflow: auto">${text}</article>` });
  await expect(inline.mark(/Line 0 of it/)).toBeVisible();
  const isFollowing = await inline.mark(/Line 0 of it/).evaluate(async (count: HTMLButtonElement) => {
    const story = document.querySelector("#story")!;
    // A page that has much else to do.
    window.requestIdleCallback = (act) => Number(setTimeout(act, 50));
    // Up and down, so that there is always more to scroll.
    for (let picture = 0; picture < 200 && !count.hidden; picture++) {
      story.scrollTop = 300 + (picture % 100);
      await new Promise(requestAnimationFrame);
    }
    return count.hidden;
  });
  expect(isFollowing).toBe(true);
});

test("very many counts that are being placed go with their article", async ({ page, inline, read, api, path }) => {
  const by = await api.visitor();
  const lines = Array.from({ length: 60 }, (_, line) => `Line ${line} of it`);
  for (const exact of lines) await api.post(path, "On a line", { by, anchor: { exact } });
  await read({ before: `<article id="story">${lines.map((line) => `<p>${line}</p>`).join("")}</article>` });
  await expect(inline.mark(/Line 59 of it/)).toBeVisible();
  await page.evaluate(() => {
    let taken = 0;
    // The article goes between two steps of a round, which goes on once that has been noticed.
    window.requestIdleCallback = (act) => {
      taken += 1;
      if (taken === 2) {
        document.querySelector("#story")!.remove();
        addEventListener("go-on", () => setTimeout(act), { once: true });
      } else setTimeout(act);
      return taken;
    };
    dispatchEvent(new Event("resize"));
  });
  await expect(inline.layer.locator("button.mark")).toHaveCount(0);
  // Pictures enough for all that there was to place.
  await page.evaluate(async () => {
    dispatchEvent(new Event("go-on"));
    for (let picture = 0; picture < 30; picture++) await new Promise(requestAnimationFrame);
  });
  await expect(inline.layer.locator("button.mark")).toHaveCount(0);
});

test("a count in the margin gives way to the page's own controls there", async ({ page, inline, read, api, path }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await api.post(path, "On the quay", { anchor: { exact: "twice a day" } });
  await read({ css: "#story { max-inline-size: 500px }" });
  const count = (await inline.mark(/^1 comment/).boundingBox())!;
  await page.evaluate(({ x, y }) => {
    const share = Object.assign(document.createElement("button"), { textContent: "Share" });
    share.style.cssText = `position: absolute; left: ${x + scrollX - 10}px; top: ${y + scrollY - 10}px; inline-size: 60px; block-size: 50px`;
    share.addEventListener("click", () => (location.hash = "shared"));
    document.body.prepend(share);
  }, count);
  await page.mouse.click(count.x + count.width / 2, count.y + count.height / 2);
  await expect(page).toHaveURL(/#shared$/);
  await expect(inline.popover).toHaveCount(0);
});

for (const around of ["a href='#away'", "div contenteditable"]) {
  test(`in an article that stands in <${around}> a count opens what is said`, async ({ inline, read, api, path }) => {
    await api.post(path, "On the quay", { anchor });
    await read({ before: `<${around} style="display: block; padding-inline: 120px">${TEXT.replace(/<a href[^>]*>|<\/a>/g, "")}</${around.split(" ")[0]}>` });
    await inline.mark(/^1 comment/).click();
    await expect(inline.popover).toContainText("On the quay");
  });
}

test("an emoji where a letter was breaks nothing", async ({ page, inline, read, api, path }) => {
  const words = "and more words that follow here";
  const before = `<article id="story"><p>The harbour was empty and quiet, abc x🌊 word ${words} until the end of it. Another paragraph comes.</p></article>`;
  await api.post(path, "Half a pair", { anchor: { prefix: "bour was empty and quiet, abc x", exact: `y word ${words}`, suffix: " until the end of it. Another pa" } });
  const thread = await read({ before });
  await expect(thread.comment("Half a pair").getByRole("link", { name: `word ${words}` })).toBeVisible();
  const found = await page.evaluate(() => [...CSS.highlights.values()].flatMap((one) => [...one].map((range) => (range as Range).toString())));
  expect(found.filter((text) => /\p{Cs}/u.test(text))).toEqual([]);
  await expect.poll(() => inline.underlined()).toHaveLength(1);
});

test("where a browser cannot tell characters apart, passages with emoji are found and chosen all the same", async ({ page, inline, read, api, path }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Intl, "Segmenter"));
  await api.post(path, "On the wave", { anchor: { exact: "🌊🏽 and a family 👨‍👩‍👧 and the cafe\u0301", prefix: "A wave ", suffix: " by the harbour." } });
  await read();
  await inline.mark(/🌊🏽 and a family/).click();
  await expect(inline.popover).toContainText("On the wave");
  await page.keyboard.press("Escape");
  await inline.select("a family 👨‍👩‍👧");
  await inline.offer.click();
  await inline.post("On the family");
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
  await api.post(path, "On the quay", { anchor: { ...anchor, prefix: "twenty-five minutes lie " } });
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
  await expect.poll(() => thread.bodies()).toEqual(["Inline, first", "Inline, last"]);
  await expect(thread.sort("Oldest")).toHaveAttribute("aria-current", "true");
  await expect(thread.root.getByRole("button", { name: "View all comments" })).toBeVisible();
});

test("a filter that cannot be had leaves the list, the order and the focus as they are", async ({ page, read, api, path, consoleGuard }) => {
  consoleGuard.expects(/net::ERR_FAILED/);
  await api.post(path, "Inline", { anchor });
  await api.postMany(path, ["Not inline"]);
  const thread = await read();
  await page.route(/\/thread\?/, (route) => route.abort());
  const filter = thread.root.getByRole("button", { name: "Inline feedback" });
  await filter.click();
  await expect(thread.root.getByRole("alert").filter({ hasText: "cannot be reached" })).toBeVisible();
  await expect(filter).toBeFocused();
  await expect(thread.comments).toHaveCount(2);
  await page.unroute(/\/thread\?/);
  await thread.sort("Oldest").click();
  await expect(thread.comments).toHaveCount(2);
  await expect.poll(() => thread.bodies()).toEqual(["Inline", "Not inline"]);
});

test("the filter pressed twice lists all again", async ({ page, read, api, path }) => {
  await api.post(path, "Inline", { anchor });
  await api.postMany(path, ["Not inline"]);
  const thread = await read();
  const letGo = await hold(page, "**/api/v1/thread**");
  const filter = thread.root.getByRole("button", { name: "Inline feedback" });
  await filter.click();
  await filter.click();
  letGo();
  await expect(thread.said).toHaveText("View all comments");
  await expect.poll(() => thread.bodies()).toEqual(["Not inline", "Inline"]);
  await expect(filter).toHaveAttribute("aria-pressed", "false");
});

test("more comments that come after another order was pressed are left out", async ({ page, read, api, path }) => {
  const by = await api.visitor();
  for (let count = 1; count <= 33; count++) await api.post(path, `Word ${count}.`, { by });
  const thread = await read();
  const letGo = await hold(page, /[?&]after=/);
  const late = page.waitForResponse(/[?&]after=/);
  await thread.loadMore.click();
  await thread.sort("Oldest").click();
  await expect.poll(async () => (await thread.bodies())[0]).toBe("Word 1.");
  letGo();
  await (await late).finished();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  expect(await thread.bodies()).toHaveLength(30);
  await thread.loadMore.click();
  await expect(thread.comments).toHaveCount(33);
});

test("a filtered list that is empty does not call the thread empty", async ({ page, read, api, path }) => {
  const by = await api.visitor();
  const only = await api.post(path, "Inline", { by, anchor });
  await api.postMany(path, ["Not inline"]);
  const thread = await read();
  await api.remove(only, by);
  await thread.root.getByRole("button", { name: "Inline feedback" }).click();
  await expect(thread.comments).toHaveCount(0);
  await expect(thread.root.getByText("No comments yet", { exact: false })).toBeHidden();
  await expect(thread.root.getByRole("button", { name: "View all comments" })).toBeVisible();
  await expect(page.getByText("No comments yet")).toHaveCount(0);
});
