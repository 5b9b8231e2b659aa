// The widget as a guest on pages that did not expect it.
import type { Locator, Page } from "@playwright/test";
import type { Api } from "../support/api";
import { words } from "../support/contrast";
import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { ARTICLE, LONG_ARTICLE, Thread } from "../support/thread";

/** The policy the design promises to live with. */
const policy = (server: string): string =>
  `default-src 'self'; script-src ${server}; connect-src ${server}; require-trusted-types-for 'script'`;

const HOSTILE = {
  "resets everything":
    "* { all: unset !important; color: lime !important; font-size: 3px !important; position: static !important }",
  "hides what it does not know": "div, section, form, button, ol, li, article { display: none !important }",
  "is dense and loud": `* { margin: 0 !important; padding: 0 !important; float: left !important; box-sizing: content-box !important }
    button { width: 4px !important; height: 4px !important; pointer-events: none !important }
    textarea { display: none !important } svg { width: 900px !important } h2 { font-size: 90px !important; text-transform: uppercase !important }
    a { display: block !important; text-indent: -9999px !important } p { line-height: 3px !important; white-space: nowrap !important }`,
  "lays out in columns": `main { display: grid; grid-template-columns: 1fr 1fr 1fr } main > * { min-width: 900px; overflow: hidden; float: right }
    body { text-align: right; text-transform: uppercase; letter-spacing: 0.4em; word-spacing: 2em; white-space: nowrap; visibility: visible; cursor: none; line-height: 0.9 }`,
};

async function seed(api: Api, path: string): Promise<void> {
  await api.chain(path, ["A first comment, **bold**, that one should be able to read.", "An answer to it."], ["Ana", "Bo"]);
}

const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.scrollingElement!.scrollWidth - document.scrollingElement!.clientWidth);

for (const [habit, css] of Object.entries(HOSTILE)) {
  test(`a style sheet that ${habit} breaks neither reading nor writing`, async ({ api, path, open }) => {
    await seed(api, path);
    const after = "<footer>The end.</footer>";
    const thread = await open({ css, after });
    const first = thread.comment("A first comment");
    await expect(first).toBeVisible();
    const look = await thread.body(first).evaluate((body) => {
      const { fontSize, textTransform, letterSpacing, whiteSpace, cursor } = getComputedStyle(body);
      const { width, height } = body.getBoundingClientRect();
      return { fontSize: Number.parseFloat(fontSize), textTransform, letterSpacing, whiteSpace, cursor, width, height };
    });
    expect(look.fontSize).toBeGreaterThanOrEqual(12);
    expect(look).toMatchObject({ textTransform: "none", letterSpacing: "normal", whiteSpace: "normal" });
    expect(look.cursor).not.toBe("none");
    expect(look.width).toBeGreaterThan(150);
    expect(look.height).toBeGreaterThan(12);
    const { height: line } = (await thread.field.boundingBox())!;
    expect(line).toBeGreaterThanOrEqual(40);
    await thread.post("Written in spite of it");
    await expect(thread.said).toHaveText("Your comment was posted.");
    await thread.postReply(first, "Answered in spite of it", "Ana");
    await expect(thread.comment("Answered in spite of it")).toBeVisible();
    await thread.votes(first).up.click();
    await thread.votes(first).shows(1, "up");
  });
}

for (const box of ["float: left", "display: inline-block", "display: table-cell", "position: absolute", "display: flex"]) {
  test(`a box that is only as wide as what it holds (${box}) does not crush the thread`, async ({ page, api, path, server, open }) => {
    await seed(api, path);
    const comments = `<div class="box">${tag(server.origin, api.site)}</div>`;
    const thread = await open({ comments, css: `body { margin: 0; font: 16px serif } .box { ${box} }`, after: "" });
    for (const width of [1000, 320]) {
      await page.setViewportSize({ width, height: 700 });
      const { width: room } = (await thread.body(thread.comment("A first comment")).boundingBox())!;
      expect(room).toBeGreaterThan(220);
      expect(await sideways(page)).toBe(0);
    }
  });
}

test("under the strict policy of the design everything works, without one violation", async ({ page, api, path, server, open }) => {
  await seed(api, path);
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) =>
      console.error(`violates ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
    );
  });
  const thread = await open({ csp: policy(server.origin) });
  const first = thread.comment("A first comment");
  await expect(thread.body(first).locator("strong")).toHaveText("bold");
  const avatar = first.locator('[part~="avatar"]');
  expect((await avatar.boundingBox())!.width).toBeGreaterThan(20);
  await thread.field.fill("**Strictly** speaking");
  await thread.form.getByRole("button", { name: "Preview" }).click();
  await expect(thread.form.getByRole("region", { name: "Preview" }).locator("strong")).toBeVisible();
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
  const mine = thread.comment("Strictly speaking");
  const form = await thread.edit(mine);
  await thread.editField.fill("Loosely speaking");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(thread.comment("Loosely speaking")).toBeVisible();
  await thread.votes(first).up.click();
  await thread.votes(first).shows(1, "up");
  await thread.points.up.click();
  await thread.points.shows(1, "up");
  await thread.postReply(first, "A strict answer", "Ana");
  await expect(thread.comment("A strict answer")).toBeVisible();
  await thread.sort("Oldest").click();
  await expect(thread.sort("Oldest")).toHaveAttribute("aria-current", "true");
});

test("count.js and its points live with the strict policy too", async ({ page, api, path, server, host }) => {
  await seed(api, `${path}-article`);
  const comments = `<a href="#" data-rejoinder-count="${path}-article">Comments</a>
<rejoinder-points page="${path}-article"></rejoinder-points><script src="${server.origin}/count.js" data-site="blog" async></script>`;
  await page.goto(host.show(path, { comments, csp: policy(server.origin) }));
  await expect(page.getByRole("link", { name: "2 comments" })).toBeVisible();
  await page.getByRole("button", { name: "Vote up" }).click();
  await expect(page.getByRole("button", { name: "Vote up" })).toHaveAttribute("aria-pressed", "true");
});

test("a policy that leaves no room for ours still shows the bare words", async ({ api, path, server, open, consoleGuard }) => {
  consoleGuard.expects(/trusted|violates/i);
  await seed(api, path);
  const thread = await open({ csp: `${policy(server.origin)}; trusted-types none-of-yours` });
  const body = thread.body(thread.comment("A first comment"));
  await expect(body).toContainText(/A first comment,\s+bold\s*, that one should be able to read\./);
  await expect(body).not.toContainText("<");
});

test("on a right-to-left page the thread runs from the right", async ({ page, api, path, open }) => {
  await api.chain(path, ["تعليق أول", "رد عليه", "An English answer."], ["ليلى", "عمر", "Ana"]);
  const thread = await open({ lang: "ar", dir: "rtl" });
  const [root, reply] = [thread.comment("تعليق أول"), thread.comment("رد عليه")];
  const [outer, inner] = [(await root.boundingBox())!, (await reply.boundingBox())!];
  expect(inner.x + inner.width).toBeLessThan(outer.x + outer.width);
  const avatar = (await root.locator('[part~="avatar"]').boundingBox())!;
  expect(avatar.x + avatar.width).toBeGreaterThan(outer.x + outer.width - 12);
  const direction = (comment: typeof root) => thread.body(comment).evaluate((body) => getComputedStyle(body).direction);
  expect(await direction(root)).toBe("rtl");
  expect(await direction(thread.comment("An English answer."))).toBe("ltr");
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await sideways(page)).toBe(0);
  }
  await thread.field.fill("مرحبا");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.comment("مرحبا")).toBeVisible();
});

for (const font of ['"Liberation Serif", serif', '"Liberation Sans", sans-serif']) {
  test(`the host's own face and size come in: ${font}`, async ({ api, path, open }) => {
    await seed(api, path);
    const thread = await open({ css: `body { font: 19px/1.55 ${font}; color: rgb(40, 30, 20) }` });
    for (const element of [thread.body(thread.comment("A first comment")), thread.field]) {
      const style = await element.evaluate((one) => {
        const { fontFamily, fontSize, color } = getComputedStyle(one);
        return { fontFamily, fontSize, color };
      });
      expect(style).toEqual({ fontFamily: font, fontSize: "19px", color: "rgb(40, 30, 20)" });
    }
  });
}

test("a dark page gets a dark thread without a setting", async ({ page, api, path, open }) => {
  await seed(api, path);
  const thread = await open({ css: ":root { color-scheme: dark } body { background: #101418; color: #d8dee4 }" });
  await thread.compose();
  const seen = await words(page, "rejoinder-thread");
  expect(seen.length).toBeGreaterThan(15);
  expect(seen.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  const ground = await thread.field.evaluate((field) => getComputedStyle(field).backgroundColor);
  expect(ground).toBe("rgba(0, 0, 0, 0)");
});

for (const theme of ["dark", "light"]) {
  test(`the option ${theme} holds against the page and the system`, async ({ page, api, path, open }) => {
    await seed(api, path);
    const other = theme === "dark" ? "light" : "dark";
    await page.emulateMedia({ colorScheme: other as "light" });
    const thread = await open({ tagOptions: `data-theme="${theme}"`, css: `:root { color-scheme: ${other} } body { font: 18px serif }` });
    await thread.compose();
    const seen = await words(page, "rejoinder-thread");
    expect(seen.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    const bright = (color: string) => color.match(/\d+/g)!.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 3;
    expect(bright(seen.find(({ text }) => text.startsWith("A first comment"))!.color) > 128).toBe(theme === "dark");
  });
}

test("changing the theme keeps what is being written", async ({ open }) => {
  const thread = await open();
  await thread.field.fill("In the middle of a word");
  await thread.root.evaluate((element) => element.setAttribute("theme", "dark"));
  await expect(thread.field).toHaveValue("In the middle of a word");
});

test("with reduced motion nothing moves by itself", async ({ page, api, path, host, server }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const comment = await api.post(path, "Stand still");
  await page.goto(`${host.show(path, { comments: tag(server.origin, api.site) })}#rejoinder-${comment.id}`);
  const thread = new Thread(page);
  await expect(thread.comment("Stand still")).toBeVisible();
  await thread.compose();
  await thread.votes(thread.comment("Stand still")).up.click();
  const moving = await thread.root.evaluate((element) => {
    const running = element.shadowRoot!.getAnimations().length;
    const lasting = [...element.shadowRoot!.querySelectorAll("*")].filter((one) => {
      const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(one);
      return /[1-9]/.test(transitionDuration) || /[1-9]/.test(animationDuration) || scrollBehavior === "smooth";
    });
    return { running, lasting: lasting.map((one) => one.outerHTML.slice(0, 80)) };
  });
  expect(moving).toEqual({ running: 0, lasting: [] });
});

test("in forced colours everything stays there to be seen and used", async ({ page, api, path, open }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await seed(api, path);
  const thread = await open();
  const first = thread.comment("A first comment");
  const votes = thread.votes(first);
  const quiet = await votes.up.screenshot();
  await votes.up.click();
  await expect(thread.said).toHaveText("Your vote was counted.");
  await page.mouse.move(0, 0);
  expect((await votes.up.screenshot()).equals(quiet), "my vote can be seen").toBe(false);
  await thread.field.fill("In system colours");
  const border = await thread.form.getByRole("button", { name: "Post" }).evaluate((one) => getComputedStyle(one).borderTopWidth);
  expect(border).not.toBe("0px");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
});

test("at 320 px nothing scrolls sideways, on the demo's pages", async ({ page, sharedDemo, demo }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  for (const article of [ARTICLE, LONG_ARTICLE]) {
    const thread = await demo.open(sharedDemo.origin, article);
    await thread.comments.first().getByRole("button", { name: /^Reply to/ }).click();
    await expect(thread.root.getByRole("textbox", { name: /^Your reply/ })).toBeVisible();
    expect(await sideways(page)).toBe(0);
  }
  await page.goto(`${sharedDemo.origin}/demo/`);
  await expect(page.getByRole("button", { name: "Vote up" })).toHaveCount(5);
  expect(await sideways(page)).toBe(0);
});

test("at 320 px wide words, code, tables and deep replies stay in their boxes", async ({ page, api, path, open }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = `${"Donaudampfschifffahrt".repeat(8)} https://example.org/${"a".repeat(150)}`;
  const table = `| ${"head | ".repeat(9)}\n|${"---|".repeat(9)}\n| ${"a long cell | ".repeat(9)}`;
  const code = `\`\`\`\n${"x".repeat(200)}\n\`\`\``;
  await api.chain(path, [wide, table, code, "three", "four", "five", `${wide} again`], Array(7).fill("Wolfeschlegelsteinhausenbergerdorff".repeat(2)));
  const thread = await open();
  await expect(thread.comments).toHaveCount(7);
  for (const comment of await thread.comments.all()) await thread.more(comment);
  await thread.comments.last().getByRole("button", { name: /^Reply to/ }).click();
  await expect(thread.root.getByRole("textbox", { name: /^Your reply/ })).toBeVisible();
  const escaped = await thread.root.evaluate((element) =>
    [...element.shadowRoot!.querySelectorAll("*")]
      .filter((one) => one.checkVisibility() && !one.closest("pre, table, svg"))
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
      .map((one) => one.outerHTML.slice(0, 100)),
  );
  expect(escaped).toEqual([]);
  expect(await sideways(page)).toBe(0);
});

test("a base element bends none of the links", async ({ page, api, path, open, host }) => {
  const [first] = await api.chain(path, ["Question", "Answer"], ["Ana"]);
  const thread = await open({ head: '<base href="https://elsewhere.example.org/deep/">' });
  await expect(thread.comment("Answer").getByRole("link", { name: "Reply to Ana" })).toHaveAttribute(
    "href",
    `${host.origin}${path}#rejoinder-${first!.id}`,
  );
  await thread.comment("Answer").getByRole("link", { name: "Reply to Ana" }).click();
  await expect(page).toHaveURL(`${host.origin}${path}#rejoinder-${first!.id}`);
  await expect(thread.comment("Question")).toBeFocused();
  await thread.post("Based elsewhere");
  await expect(thread.said).toHaveText("Your comment was posted.");
});

test("custom properties and parts style the thread", async ({ api, path, open }) => {
  await seed(api, path);
  const css = `rejoinder-thread { --rejoinder-accent: rgb(200, 0, 100) } rejoinder-thread::part(name) { color: rgb(0, 100, 0) }`;
  const thread = await open({ css });
  const color = (element: Locator) => element.evaluate((one) => getComputedStyle(one).color);
  expect(await color(thread.comment("A first comment").locator('[part~="name"]'))).toBe("rgb(0, 100, 0)");
  const up = thread.votes(thread.comment("A first comment")).up;
  await up.click();
  await expect(up).toHaveAttribute("aria-pressed", "true");
  expect(await color(up)).toBe("rgb(200, 0, 100)");
});
