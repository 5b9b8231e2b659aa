// What a guest writes where somebody looks at it first.
import { answered } from "../support/console";
import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { Thread } from "../support/thread";

const ONLY_YOU = "Only you can see this until it is approved.";

test("a held comment is its writer's alone, also after a reload", async ({ page, another, server, host, path }) => {
  const api = await server.addSite({ key: "careful", origins: [host.origin], flags: ["--hold", "all"] });
  const url = host.show(path, { comments: tag(api.server, api.site) });
  await page.goto(url);
  const thread = new Thread(page);
  await thread.post("Is anybody there?");
  await expect(thread.said).toHaveText(ONLY_YOU);
  await expect(thread.comment("Is anybody there?")).toContainText(ONLY_YOU);
  await expect(thread.heading).toHaveText("Comments");

  await page.reload();
  await expect(thread.comment("Is anybody there?")).toContainText(ONLY_YOU);
  await expect(thread.heading).toHaveText("Comments");

  const stranger = await another();
  await stranger.goto(url);
  const theirs = new Thread(stranger);
  await expect(theirs.root.getByText(/^No comments yet/)).toBeVisible();
  await expect(theirs.comments).toHaveCount(0);
  expect((await api.thread(path)).comments).toEqual([]);
});

test("a held reply waits in its place, and can still be changed and deleted by its writer", async ({
  page,
  server,
  host,
  path,
}) => {
  const flags = ["--hold-word", "tides"];
  const api = await server.addSite({ key: "patient", origins: [host.origin], flags });
  await api.post(path, "Public words", { name: "Ana" });
  await page.goto(host.show(path, { comments: tag(api.server, api.site) }));
  const thread = new Thread(page);
  await thread.postReply(thread.comment("Public words"), "Of tides", "Ana");
  await expect(thread.said).toHaveText(ONLY_YOU);
  const reply = thread.comment("Of tides");
  await expect(reply).toContainText(ONLY_YOU);
  await expect(reply).toContainText("Reply to Ana");

  await page.reload();
  await expect(reply).toContainText(ONLY_YOU);
  await expect(thread.heading).toHaveText("1 comment");
  await thread.edit(reply);
  await thread.editField.fill("Of tides, in other words");
  await thread.formWith("Change your comment").getByRole("button", { name: "Save" }).click();
  await expect(thread.said).toHaveText(ONLY_YOU);
  await expect(reply).toContainText("in other words");
  await expect(reply).toContainText(ONLY_YOU);
  await thread.more(reply);
  await reply.getByRole("button", { name: "Delete" }).click();
  await reply.getByRole("button", { name: "Delete" }).click();
  await expect(thread.said).toHaveText("Your comment was deleted.");
  await expect(reply).toHaveCount(0);
  await expect(thread.heading).toHaveText("1 comment");
});

test.describe("at a machine's pace", () => {
  test.use({ pace: null });

  test("what is sent within a second waits", async ({ page, api, path, open }) => {
    // However long the form takes to come, by the page's clock no time goes by; its timers run.
    await page.clock.setFixedTime(Date.now());
    const thread = await open();
    await thread.post("Faster than anybody types");
    await expect(thread.said).toHaveText(ONLY_YOU);
    expect((await api.thread(path)).comments).toEqual([]);
  });
});

test("what fills in the field that people cannot see is not published", async ({ api, path, open }) => {
  const thread = await open();
  await thread.field.fill("Cheap ink");
  const trap = thread.form.locator('input[name="subject"]');
  await expect(trap).toHaveCount(1);
  await expect(thread.form.getByRole("textbox", { name: "Leave this empty" })).toHaveCount(0);
  await trap.evaluate((field: HTMLInputElement) => (field.value = "ink"));
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText(ONLY_YOU);
  expect((await api.thread(path)).comments).toEqual([]);
});

test("a name that belongs to an account offers to sign in, and keeps the words", async ({
  server,
  open,
  consoleGuard,
}) => {
  consoleGuard.expects(answered(422));
  const owner = await server.addOwner("Ada Lovelace");
  const thread = await open();
  await thread.field.fill("I wrote the notes");
  await thread.form.getByRole("textbox", { name: "Name" }).fill("ada lovelace");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.form.getByRole("alert")).toContainText("This name belongs to somebody with an account here.");
  await expect(thread.field).toHaveValue("I wrote the notes");

  // The one beside the reason, before the one that always stands there.
  await thread.form.getByRole("button", { name: "Sign in" }).first().click();
  const dialog = thread.dialog("Sign in");
  await dialog.getByRole("textbox", { name: "Mail" }).fill(owner.email);
  await dialog.getByLabel("Password").fill(owner.password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(thread.field).toHaveValue("I wrote the notes");
  await thread.form.getByRole("button", { name: /^(Post|Try again)$/ }).click();
  await expect(thread.said).toHaveText("Your comment was posted.");
  await expect(thread.badge(thread.comment("I wrote the notes"))).toHaveText("Owner");
});
