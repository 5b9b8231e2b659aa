import { answered } from "../support/console";
import { hold } from "../support/hold";
import { expect, test } from "../support/test";
import type { Thread } from "../support/thread";

async function posted(thread: Thread, words: string) {
  await thread.post(words);
  await expect(thread.said).toHaveText("Your comment was posted.");
  return thread.comment(words);
}

test("one's own comment can be changed in place, from its source", async ({ page, api, path, open }) => {
  const thread = await open();
  await thread.post("A **tpyo**");
  await expect(thread.said).toHaveText("Your comment was posted.");
  const form = await thread.edit(thread.comment("A tpyo"));
  await expect(thread.editField).toBeFocused();
  await expect(thread.editField).toHaveValue("A **tpyo**");
  await thread.editField.fill("A **typo**, mended");
  await form.getByRole("button", { name: "Save" }).click();

  const changed = thread.comment("A typo, mended");
  await expect(thread.said).toHaveText("Your comment was changed.");
  await expect(changed).toBeFocused();
  await expect(changed).toContainText("edited");
  await expect(thread.body(changed).locator("strong")).toHaveText("typo");
  expect((await api.thread(path)).comments[0]?.html).toContain("<strong>typo</strong>");
  await page.reload();
  await expect(changed).toContainText("edited");
});

test("one's own comment can still be changed after a reload, with the time left shown", async ({ page, open }) => {
  const thread = await open();
  await posted(thread, "Mine to change");
  await page.reload();
  const comment = thread.comment("Mine to change");
  await thread.more(comment);
  await expect(comment.getByRole("button", { name: /^Edit \(1[45] min left\)$/ })).toBeVisible();
  await comment.getByRole("button", { name: /^Edit/ }).click();
  await expect(thread.editField).toHaveValue("Mine to change");
  await thread.formWith("Change your comment").getByRole("button", { name: "Cancel" }).click();
  await expect(comment).toBeVisible();
  await expect(comment).toBeFocused();
});

test("what was opened before one's own was known gets what belongs there, and the focus stays", async ({ page, open }) => {
  const thread = await open();
  const comment = await posted(thread, "Mine, as will be known");
  const letKnow = await hold(page, "**/api/v1/viewer?*");
  await page.reload();
  await thread.more(comment);
  const copy = comment.getByRole("button", { name: "Copy link" });
  await copy.focus();
  await expect(comment.getByRole("button", { name: "Delete" })).toHaveCount(0);
  letKnow();
  await expect(comment.getByRole("button", { name: "Delete" })).toBeVisible();
  await expect(comment.getByRole("button", { name: /^Edit/ })).toBeVisible();
  await expect(copy).toBeFocused();
});

test("nobody is offered to change what another wrote", async ({ api, path, open }) => {
  await api.post(path, "Somebody else's");
  const thread = await open();
  await posted(thread, "Mine");
  const other = thread.comment("Somebody else's");
  await thread.more(other);
  await expect(other.getByRole("button", { name: "Copy link" })).toBeVisible();
  await expect(other.getByRole("button", { name: /^(Edit|Delete)/ })).toHaveCount(0);
});

test("deleting asks first, and can be thought better of", async ({ open, page }) => {
  const thread = await open();
  const comment = await posted(thread, "To go or not");
  await thread.more(comment);
  await comment.getByRole("button", { name: "Delete" }).click();
  const question = comment.getByRole("group", { name: "Delete this comment?" });
  await expect(question.getByRole("button", { name: "Keep it" })).toBeFocused();
  await question.getByRole("button", { name: "Keep it" }).click();
  await expect(comment.getByRole("button", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(comment.getByRole("button", { name: "Delete" })).toBeFocused();
  await expect(comment).toBeVisible();
});

test("a deleted comment without replies goes away and the focus goes on to the next", async ({ api, path, page, open }) => {
  await api.post(path, "Stays here");
  const thread = await open();
  const comment = await posted(thread, "Goes away");
  await expect(thread.heading).toHaveText("2 comments");
  await thread.more(comment);
  await comment.getByRole("button", { name: "Delete" }).click();
  await comment.getByRole("group", { name: "Delete this comment?" }).getByRole("button", { name: "Delete" }).click();
  await expect(thread.said).toHaveText("Your comment was deleted.");
  await expect(thread.comments).toHaveCount(1);
  await expect(thread.heading).toHaveText("1 comment");
  await expect(thread.comment("Stays here")).toBeFocused();
  await page.reload();
  await expect(thread.comments).toHaveCount(1);
});

test("deleting the last comment leaves the invitation and the focus on the heading", async ({ open }) => {
  const thread = await open();
  const comment = await posted(thread, "The only one");
  await thread.more(comment);
  await comment.getByRole("button", { name: "Delete" }).click();
  await comment.getByRole("group", { name: "Delete this comment?" }).getByRole("button", { name: "Delete" }).click();
  await expect(thread.comments).toHaveCount(0);
  await expect(thread.root.getByText(/^No comments yet/)).toBeVisible();
  await expect(thread.heading).toBeFocused();
});

test("a deleted comment with replies leaves a tombstone that can still be answered around", async ({ page, api, path, open }) => {
  const thread = await open();
  await posted(thread, "Regretted words");
  const [stored] = (await api.thread(path)).comments;
  await api.post(path, "An answer to it", { parent: stored });
  await page.reload();
  const comment = thread.comment("Regretted words");
  await thread.more(comment);
  await comment.getByRole("button", { name: "Delete" }).click();
  await comment.getByRole("group", { name: "Delete this comment?" }).getByRole("button", { name: "Delete" }).click();
  await expect(thread.root.getByText("This comment was deleted.")).toBeVisible();
  await expect(thread.root).not.toContainText("Regretted words");
  await expect(thread.heading).toHaveText("1 comment");
  await expect(thread.comment("An answer to it")).toBeFocused();
  await expect(thread.comment("An answer to it").getByRole("link", { name: "Reply to a deleted comment" })).toBeVisible();
});

test("a tombstone left without replies goes away too", async ({ page, api, path, open }) => {
  const by = await api.visitor();
  const parent = await api.post(path, "Parent", { by });
  await api.post(path, "Somebody's reply", { parent });
  const thread = await open();
  await thread.postReply(thread.comment("Parent"), "My own reply");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await api.remove(parent, by);
  await page.reload();
  await expect(thread.root.getByText("This comment was deleted.")).toBeVisible();
  const mine = thread.comment("My own reply");
  await thread.more(mine);
  await mine.getByRole("button", { name: "Delete" }).click();
  await mine.getByRole("group", { name: "Delete this comment?" }).getByRole("button", { name: "Delete" }).click();
  await expect(thread.comments).toHaveCount(2);
  await expect(thread.comment("Somebody's reply")).toBeVisible();
});

test("when the window is over the buttons are gone", async ({ page, open }) => {
  await page.clock.install();
  const thread = await open();
  const comment = await posted(thread, "Soon set in stone");
  await thread.more(comment);
  await expect(comment.getByRole("button", { name: /^Edit/ })).toBeVisible();
  await page.clock.fastForward("16:00");
  await expect(comment.getByRole("button", { name: /^Edit/ })).toBeHidden();
  await expect(comment.getByRole("button", { name: "Delete" })).toBeHidden();
});

test("a change that comes too late is refused with the reason and keeps the text", async ({
  page,
  host,
  server,
  path,
  consoleGuard,
  open,
}) => {
  consoleGuard.expects(answered(403), answered(409));
  const key = `closing${path.replace(/\W/g, "")}`;
  await server.addSite({ key, origins: [host.origin] });
  const thread = await open({ comments: `<script src="${server.origin}/embed.js" data-site="${key}" async></script>` });
  const comment = await posted(thread, "Too late to mend");
  const form = await thread.edit(comment);
  await thread.editField.fill("Mended too late");
  await server.setSite(key, "--edit-window", "0");
  // The server looks every 200 ms whether others have written, and the window is counted in whole seconds.
  const set = Date.now();
  await expect.poll(() => Date.now() - set).toBeGreaterThan(1_500);
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form.getByRole("alert")).toContainText("The time to change this comment is over.");
  await expect(thread.editField).toHaveValue("Mended too late");
  await page.reload();
  await expect(thread.comment("Too late to mend")).toBeVisible();
});
