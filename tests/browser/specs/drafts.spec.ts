import { expect, test } from "../support/test";

test("what was typed survives a reload, and the composer stands open with it", async ({ page, open }) => {
  const thread = await open();
  await thread.field.fill("Half a thou");
  await page.reload();
  await expect(thread.field).toHaveValue("Half a thou");
  await expect(thread.form.getByRole("button", { name: "Post" })).toBeVisible();
});

test("a reply and a change that were begun stand open again after a reload", async ({ page, api, path, open }) => {
  await api.post(path, "Question", { name: "Ana" });
  const thread = await open();
  await thread.post("My own words");
  await expect(thread.said).toHaveText("Your comment was posted.");
  const form = await thread.reply(thread.comment("Question"), "Ana");
  await form.getByRole("textbox", { name: "Your reply to Ana" }).fill("Half an answer");
  await thread.edit(thread.comment("My own words"));
  await thread.editField.fill("My better words");

  await page.reload();
  await expect(thread.root.getByRole("textbox", { name: "Your reply to Ana" })).toHaveValue("Half an answer");
  await expect(thread.editField).toHaveValue("My better words");
  await thread.formWith("Your reply to Ana").getByRole("button", { name: "Post" }).click();
  await expect(thread.comment("Half an answer")).toBeVisible();
  await expect(thread.said).toHaveText("Your comment was posted.");
  await thread.formWith("Change your comment").getByRole("button", { name: "Save" }).click();
  await expect(thread.comment("My better words")).toBeVisible();
});

test("a draft is gone once it was posted", async ({ page, open }) => {
  const thread = await open();
  await thread.post("Out of my head");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await page.reload();
  await expect(thread.comment("Out of my head")).toBeVisible();
  await expect(thread.field).toHaveValue("");
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain("Out of my head");
});

test("a reply given up with words in it has them when it is opened again", async ({ api, path, open }) => {
  await api.post(path, "Question", { name: "Ana" });
  const thread = await open();
  const form = await thread.reply(thread.comment("Question"), "Ana");
  await form.getByRole("textbox", { name: "Your reply to Ana" }).fill("On second thoughts");
  await form.getByRole("button", { name: "Cancel" }).click();
  await expect(form).toHaveCount(0);
  await thread.reply(thread.comment("Question"), "Ana");
  await expect(thread.root.getByRole("textbox", { name: "Your reply to Ana" })).toHaveValue("On second thoughts");
});

test("drafts of one page do not show on another", async ({ page, host, open, path }) => {
  const thread = await open();
  await thread.field.fill("For this page");
  const comments = await page.locator("script[data-site]").evaluate((script) => script.outerHTML);
  await page.goto(host.show(`${path}-other`, { comments }));
  await thread.ready();
  await expect(thread.field).toHaveValue("");
  await page.goto(host.origin + path);
  await expect(thread.field).toHaveValue("For this page");
});

test("without local storage everything still works", async ({ page, open }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("blocked", "SecurityError");
      },
    });
  });
  const thread = await open();
  await thread.post("Without storage");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await thread.more(thread.comment("Without storage"));
  await expect(thread.comment("Without storage").getByRole("button", { name: /^Edit/ })).toBeVisible();
  await thread.points.up.click();
  await thread.points.shows(1, "up");
});
