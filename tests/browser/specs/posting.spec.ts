import { answered, UNREACHABLE } from "../support/console";
import { hold } from "../support/hold";
import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { Thread } from "../support/thread";

test("a guest posts with nothing but a text, in two taps", async ({ page, api, path, open }) => {
  const thread = await open();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await thread.field.click();
  await page.keyboard.type("Nothing but words");
  await thread.form.getByRole("button", { name: "Post" }).click();

  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.heading).toHaveText("1 comment");
  await expect(thread.comment("Nothing but words")).toContainText("Anonymous");
  await expect(thread.root.getByText(/^No comments yet/)).toBeHidden();
  expect(asked.filter((call) => !call.startsWith("OPTIONS"))).toEqual([
    "GET /write.js",
    "POST /api/v1/visitors",
    "POST /api/v1/comments",
  ]);
  const stored = await api.thread(path);
  expect(stored.comments.map(({ html }) => html)).toEqual(["<p>Nothing but words</p>\n"]);

  await page.reload();
  await expect(thread.comment("Nothing but words")).toBeVisible();
});

test("a name is offered, used, and not asked for again", async ({ page, open }) => {
  const thread = await open();
  await thread.field.fill("Signed");
  await thread.form.getByRole("textbox", { name: "Name" }).fill("Ana Bell");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comment("Signed")).toContainText("Ana Bell");

  const form = await thread.reply(thread.comment("Signed"), "Ana Bell");
  await expect(form.getByText("Posting as Ana Bell")).toBeVisible();
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveCount(0);

  await page.reload();
  await thread.field.click();
  await expect(thread.form.getByText("Posting as Ana Bell")).toBeVisible();
  await thread.form.getByRole("button", { name: "Change" }).click();
  await expect(thread.form.getByRole("textbox", { name: "Name" })).toBeFocused();
  await expect(thread.form.getByRole("textbox", { name: "Name" })).toHaveValue("Ana Bell");
});

test("website and mail are one word away, and the mail is never shown", async ({ page, api, path, open }) => {
  const thread = await open();
  await thread.field.fill("With all fields");
  await thread.form.getByRole("textbox", { name: "Name" }).fill("Bo");
  await thread.form.getByRole("button", { name: "Website and mail" }).click();
  await expect(thread.form.getByRole("textbox", { name: /^Website/ })).toBeFocused();
  await thread.form.getByRole("textbox", { name: /^Website/ }).fill("https://bo.example.org");
  await thread.form.getByRole("textbox", { name: /^Mail/ }).fill("bo@example.org");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.comment("With all fields").getByRole("link", { name: "Bo" })).toHaveAttribute(
    "href",
    "https://bo.example.org/",
  );
  expect(JSON.stringify(await api.thread(path))).not.toContain("bo@example.org");
  await page.reload();
  await expect(thread.comment("With all fields")).toBeVisible();
});

test("one line until wanted: no field shows before the reader acts", async ({ open }) => {
  const thread = await open();
  await expect(thread.root.getByRole("textbox")).toHaveCount(1);
  expect((await thread.form.boundingBox())!.height).toBeLessThanOrEqual(56);
  await thread.field.click();
  await expect(thread.root.getByRole("textbox")).toHaveCount(2);
});

test("a comment shows at once, greyed, and is confirmed by the server", async ({ page, open }) => {
  const thread = await open();
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route("**/api/v1/comments", async (route) => {
    if (route.request().method() === "POST") await held;
    await route.continue();
  });
  await thread.post("On its way");
  const comment = thread.comments.filter({ hasText: "On its way" });
  await expect(comment).toBeVisible();
  await expect(comment).toBeFocused();
  await expect(thread.said).toHaveText("Sending");
  await expect(comment.getByRole("button")).toHaveCount(0);
  await expect(thread.field).toHaveValue("");
  const opacity = () => comment.evaluate((element) => {
    let product = 1;
    for (let at: Element | null = element; at; at = at.parentElement) product *= Number(getComputedStyle(at).opacity);
    return product;
  });
  await expect.poll(opacity).toBeLessThan(1);

  letGo();
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(comment.getByRole("button", { name: /^Reply to/ })).toBeVisible();
  await expect(comment).toBeFocused();
  await expect.poll(opacity).toBe(1);
  await expect(thread.comments).toHaveCount(1);
});

test("a new root stands on top and in view, whatever the order", async ({ api, path, open }) => {
  await api.postMany(path, Array.from({ length: 20 }, (_, n) => `Earlier ${n}`));
  const thread = await open({ tagOptions: 'data-sort="oldest"' });
  await thread.post("Mine");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comment("Mine")).toBeInViewport();
  await expect(thread.comments.first()).toContainText("Mine");
});

test("a reply at depth five finds its place, says whom it answers, and stays after a reload", async ({
  page,
  api,
  path,
  open,
}) => {
  const words = ["Zero", "One", "Two", "Three", "Four"];
  await api.chain(path, words, ["A", "B", "C", "D", "Eva"]);
  await api.post(path, "A newer root");
  const thread = await open();
  await thread.postReply(thread.comment("Four"), "Five", "Eva");
  const five = thread.comment("Five");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(five).toBeFocused();
  await expect(five.getByRole("link", { name: "Reply to Eva" })).toBeVisible();
  await expect(thread.root.getByRole("textbox", { name: /^Your reply/ })).toHaveCount(0);
  const expected = ["A newer root", ...words, "Five"];
  await expect.poll(() => thread.bodies()).toEqual(expected);

  const stored = (await api.thread(path)).comments.find(({ html }) => html.includes("Five"));
  expect(stored?.depth).toBe(5);
  await page.reload();
  await expect(five).toBeVisible();
  await expect.poll(() => thread.bodies()).toEqual(expected);
});

test("the preview is exactly what is posted", async ({ open }) => {
  const thread = await open();
  await thread.field.fill(
    "# A title\n\n**bold** and *italic* and ~~gone~~, https://example.org/x\n\n> quoted\n\n- one\n- two\n\n" +
      "```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![a picture](https://example.org/p.png)\n\n<b>typed</b>",
  );
  await thread.form.getByRole("button", { name: "Preview" }).click();
  const region = thread.form.getByRole("region", { name: "Preview" });
  await expect(region).toBeFocused();
  const previewed = await region.locator('[part~="body"]').innerHTML();
  expect(previewed).toContain("<strong>bold</strong>");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
  expect(await thread.body(thread.comment("A title")).innerHTML()).toBe(previewed);
});

test("Markdown is rendered, markup of the reader's own is shown as typed and never runs", async ({ page, open }) => {
  const thread = await open();
  await thread.post(
    "**bold** [site](https://example.org) <img src=x onerror=\"window.hacked=1\"> <script>window.hacked=1</script> [bad](javascript:window.hacked=1)\n\n```\ncode\n```",
  );
  await expect(thread.said).toHaveText("Your comment was posted.");
  const body = thread.body(thread.comment("bold"));
  await expect(body.locator("strong")).toHaveText("bold");
  await expect(body.getByRole("link", { name: "site" })).toHaveAttribute("rel", "nofollow ugc noopener");
  await expect(body).toContainText('<img src=x onerror="window.hacked=1">');
  await expect(body.locator("img, script, [href^=javascript]")).toHaveCount(0);
  await expect(body.locator("pre code")).toHaveText("code\n");
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
});

test("what is too long is counted while typing and refused with the text kept", async ({ host, server, page, path }) => {
  await server.addSite({ key: "terse", origins: [host.origin], flags: ["--max-length", "220"] });
  await page.goto(host.show(path, { comments: tag(server.origin, "terse") }));
  const thread = new Thread(page);
  await thread.field.fill("x".repeat(215));
  await expect(thread.form.getByText("5 characters left")).toBeVisible();
  await thread.field.fill("x".repeat(223));
  await expect(thread.form.getByText("3 characters too many")).toBeVisible();
  await expect(thread.field).toHaveAttribute("aria-invalid", "true");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.root.getByRole("alert").filter({ hasText: "3 characters too many" })).toBeVisible();
  await expect(thread.field).toHaveValue("x".repeat(223));
  await expect(thread.comments).toHaveCount(0);
  await thread.field.fill("x".repeat(220));
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
});

test("nothing written is said, not silently ignored", async ({ open }) => {
  const thread = await open();
  await thread.field.click();
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.root.getByRole("alert").filter({ hasText: "Write something first." })).toBeVisible();
  await expect(thread.field).toBeFocused();
});

test("a refusal keeps the text, says why beside the button, and can be tried again", async ({
  page,
  consoleGuard,
  open,
}) => {
  consoleGuard.expects(answered(429), answered(500), UNREACHABLE);
  const thread = await open();
  const refuse = (status: number, problem: object) =>
    page.route("**/api/v1/comments", (route) =>
      route.fulfill({ status, contentType: "application/problem+json", json: problem, headers: { "access-control-allow-origin": "*" } }),
    );
  await refuse(429, { code: "rate_limited", retry_after: 20 });
  await thread.post("Words I want to keep");
  const alert = thread.form.getByRole("alert");
  await expect(alert).toContainText("That was a lot in a short time. Please try again in 20 seconds.");
  await expect(thread.field).toHaveValue("Words I want to keep");
  await expect(thread.field).toBeFocused();
  await expect(thread.comments).toHaveCount(0);
  await expect(thread.heading).toHaveText("Comments");

  await page.unroute("**/api/v1/comments");
  await refuse(500, { code: "internal" });
  await thread.form.getByRole("button", { name: "Try again" }).click();
  await expect(alert).toContainText("Something went wrong on the comment server.");
  await expect(thread.field).toHaveValue("Words I want to keep");

  await page.unroute("**/api/v1/comments");
  await thread.form.getByRole("button", { name: "Try again" }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comments).toHaveCount(1);
  await expect(thread.field).toHaveValue("");
});

test("a field the server refuses is named in its words", async ({ consoleGuard, open }) => {
  consoleGuard.expects(answered(400), answered(422));
  const thread = await open();
  await thread.field.fill("Good words");
  await thread.form.getByRole("button", { name: "Website and mail" }).click();
  await thread.form.getByRole("textbox", { name: /^Website/ }).fill("not an address");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.form.getByRole("alert")).toContainText("Something you entered was not accepted.");
  await expect(thread.field).toHaveValue("Good words");
  await thread.form.getByRole("textbox", { name: /^Website/ }).fill("");
  await thread.form.getByRole("button", { name: /^(Post|Try again)$/ }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
});

test("a refused reply keeps its form where it was, with the text", async ({ page, consoleGuard, api, path, open }) => {
  consoleGuard.expects(UNREACHABLE);
  await api.post(path, "Question", { name: "Ana" });
  const thread = await open();
  await page.route("**/api/v1/comments", (route) => route.abort());
  await thread.postReply(thread.comment("Question"), "My answer", "Ana");
  const field = thread.root.getByRole("textbox", { name: "Your reply to Ana" });
  await expect(field).toHaveValue("My answer");
  await expect(field).toBeFocused();
  await expect(thread.formWith("Your reply to Ana").getByRole("alert")).toContainText("The comment server cannot be reached.");
  await expect(thread.comments).toHaveCount(1);
});

test("Ctrl+Enter posts, Escape closes an empty reply and gives the focus back", async ({ page, api, path, open }) => {
  await api.post(path, "Question");
  const thread = await open();
  await thread.field.fill("By shortcut");
  await page.keyboard.press("Control+Enter");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comment("By shortcut")).toBeFocused();

  const question = thread.comment("Question");
  await question.getByRole("button", { name: "Reply to Anonymous" }).click();
  await expect(thread.root.getByRole("textbox", { name: "Your reply to Anonymous" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(thread.root.getByRole("textbox", { name: "Your reply to Anonymous" })).toHaveCount(0);
  await expect(question.getByRole("button", { name: "Reply to Anonymous" })).toBeFocused();
});

test("Ctrl+Enter is not lost while the form is still on its way", async ({ page, open }) => {
  const letCome = await hold(page, "**/write.js*");
  const thread = await open();
  await thread.field.click();
  await page.keyboard.type("Quicker than the form");
  await page.keyboard.press("Control+Enter");
  await expect(thread.field).toHaveValue("Quicker than the form");
  letCome();
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comment("Quicker than the form")).toBeFocused();
  await expect(thread.comments).toHaveCount(1);
  await expect(thread.field).toHaveValue("");
});

test("whoever writes on after Ctrl+Enter is not cut short", async ({ page, open }) => {
  const letCome = await hold(page, "**/write.js*");
  const thread = await open();
  await thread.field.fill("Half a thou");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.type("ght");
  letCome();
  await expect(thread.form.getByRole("button", { name: "Post" })).toBeVisible();
  await expect(thread.field).toHaveValue("Half a thought");
  await expect(thread.comments).toHaveCount(0);
});

test("a form that cannot come says so, holds nobody in its field, and posts nothing later by itself", async ({
  page,
  consoleGuard,
  open,
}) => {
  consoleGuard.expects(UNREACHABLE);
  await page.route("**/write.js*", (route) => route.abort());
  const thread = await open();
  await thread.field.fill("Words that stay");
  await page.keyboard.press("Control+Enter");
  await expect(thread.form.getByRole("alert")).toContainText("The comment server cannot be reached.");
  await page.keyboard.press("Tab");
  await expect(thread.form.getByRole("button", { name: "Try again" })).toBeFocused();
  await page.unroute("**/write.js*");
  await page.keyboard.press("Enter");
  await expect(thread.form.getByRole("button", { name: "Post" })).toBeVisible();
  await expect(thread.field).toHaveValue("Words that stay");
  await expect(thread.comments).toHaveCount(0);
});

test("a double press of Post posts once", async ({ api, path, open }) => {
  const thread = await open();
  await thread.field.fill("Only once");
  await thread.form.getByRole("button", { name: "Post" }).dblclick({ force: true });
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.comments).toHaveCount(1);
  expect((await api.thread(path)).comments).toHaveLength(1);
});

test("a visitor's forged or expired token is replaced without the reader noticing", async ({
  page,
  consoleGuard,
  api,
  path,
  open,
}) => {
  consoleGuard.expects(answered(401));
  const thread = await open();
  await thread.post("First");
  await expect(thread.said).toHaveText("Your comment was posted.");
  const spoilt = await page.evaluate(() => {
    const keys = Object.keys(localStorage).filter((key) => localStorage[key].startsWith("eyJ"));
    for (const key of keys) localStorage[key] = localStorage[key].replace(/\.[^. ]+( |$)/, ".AAAA$1");
    return keys.length;
  });
  expect(spoilt).toBe(1);
  await thread.post("Second");
  await expect(thread.comments).toHaveCount(2);
  await expect.poll(async () => (await api.thread(path)).comments.length).toBe(2);
});

test("what another reader wrote appears for the next one", async ({ another, open, page }) => {
  const thread = await open();
  await thread.post("For everybody");
  await expect(thread.said).toHaveText("Your comment was posted.");
  const other = await another();
  await other.goto(page.url());
  await expect(new Thread(other).comment("For everybody")).toBeVisible();
  await new Thread(other).more(new Thread(other).comment("For everybody"));
  await expect(new Thread(other).comment("For everybody").getByRole("button", { name: "Copy link" })).toBeVisible();
  await expect(new Thread(other).comment("For everybody").getByRole("button", { name: /^(Edit|Delete)/ })).toHaveCount(0);
});
