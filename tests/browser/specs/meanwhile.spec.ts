// What its writer changes while a moderator reads it: nothing is decided about words that nobody has read.
import type { Page } from "@playwright/test";
import { Admin, FAVICON } from "../support/admin";
import type { Api, Comment } from "../support/api";
import { answered } from "../support/console";
import { type Host, tag } from "../support/host";
import type { Credentials, Server } from "../support/server";
import { expect, test as base } from "../support/test";
import { Thread } from "../support/thread";

interface Given {
  /** A site that holds what tells of tides, on a server of this test alone. */
  site: Api;
  owner: Credentials;
  writer: string;
  admin: Admin;
}

const test = base.extend<Given>({
  site: async ({ ownServer, host }, use) => {
    await use(await siteThatHolds(ownServer, host));
  },
  owner: async ({ ownServer }, use) => {
    await use(await ownServer.addOwner("Ada Lovelace"));
  },
  writer: async ({ site }, use) => {
    await use(await site.visitor());
  },
  admin: async ({ page, ownServer, owner }, use) => {
    const admin = new Admin(page, ownServer.origin);
    await admin.enter(owner);
    await use(admin);
  },
});

const siteThatHolds = (server: Server, host: Host): Promise<Api> =>
  server.addSite({ key: "careful", origins: [host.origin], flags: ["--hold-word", "tides"] });

const EDITED = "1 was changed by its writer meanwhile: read it again.";

test.describe("in the console", () => {
  test.beforeEach(({ consoleGuard }) => consoleGuard.expects(FAVICON));

  test("by the keyboard", async ({ page, path, site, writer, admin }) => {
    const comment = await site.post(path, "Of harmless tides", { by: writer });
    await admin.goTo("Queue");
    await expect(admin.comments).toHaveCount(1);
    await site.edit(comment, "Of other tides", writer);
    await page.keyboard.press("a");
    await expect(admin.done).toHaveText(EDITED);
    await expect(admin.comment("Of other tides")).toHaveCount(1);
    await admin.waiting(1);
    await page.keyboard.press("a");
    await expect(admin.done).toHaveText("1 approved.");
    await expect(admin.comments).toHaveCount(0);
  });

  test("among several", async ({ page, path, site, writer, admin }) => {
    const comment = await site.post(path, "Of harmless tides", { by: writer });
    await site.post(path, "Of the same tides", { by: writer });
    await admin.goTo("Queue");
    await page.getByRole("checkbox", { name: "Select all" }).check();
    await site.edit(comment, "Of other tides", writer);
    await page.getByRole("button", { name: "Approve 2" }).click();
    await expect(admin.done).toHaveText(`1 approved. ${EDITED}`);
    await expect(admin.comments).toHaveCount(1);
    await expect(admin.comment("Of other tides")).toHaveCount(1);
    await page.keyboard.press("u");
    await expect(admin.done).toHaveText("Taken back: 1 comment.");
    await expect(admin.comments).toHaveCount(2);
  });

  test("with the comment in full, whose words are those that count", async ({ page, path, site, writer, admin }) => {
    const comment = await site.post(path, "Of harmless tides", { by: writer });
    await admin.goTo("Comments");
    await expect(admin.comments).toHaveCount(1);
    await site.edit(comment, "Of other tides", writer);
    await page.getByText("Of harmless tides").click();
    await expect(admin.detail.getByRole("article")).toContainText("Of other tides");
    await site.edit(comment, "Of third tides", writer);
    await admin.detail.getByRole("button", { name: "Spam" }).click();
    await expect(admin.done).toHaveText(EDITED);
    await expect(admin.detail.getByRole("article")).toContainText("Of third tides");
    await expect(admin.detail.getByRole("article")).toContainText("Held");
    await expect(admin.comment("Of third tides")).toHaveCount(1);

    await admin.goTo("Comments");
    await expect(admin.comments).toHaveCount(1);
    await site.edit(comment, "Of the last tides", writer);
    await page.getByText("Of third tides").click();
    await expect(admin.detail.getByRole("article")).toContainText("Of the last tides");
    await page.keyboard.press("a");
    await expect(admin.done).toHaveText("1 approved.");
  });

  test("a change is not written over newer words unseen", async ({ path, site, writer, admin, consoleGuard }) => {
    consoleGuard.expects(answered(409));
    const comment = await site.post(path, "Of harmless tides", { by: writer });
    await admin.goTo("Queue");
    const shown = admin.comments.first();
    await shown.getByRole("button", { name: "Edit" }).click();
    await site.edit(comment, "Of other tides", writer);
    const field = shown.getByLabel("The comment, in Markdown");
    await field.fill("Of the owner's tides");
    await shown.getByRole("button", { name: "Save" }).click();
    await expect(shown.getByRole("alert")).toHaveText("Its writer changed this comment meanwhile: read it again.");
    await expect(shown).toContainText("Of other tides");
    await expect(field).toHaveValue("Of the owner's tides");
    await shown.getByRole("button", { name: "Save" }).click();
    await expect(admin.comment("Of the owner's tides")).toHaveCount(1);
  });

  test("what was changed since is not taken back", async ({ page, path, site, writer, admin }) => {
    const comment = await site.post(path, "Of harmless tides", { by: writer });
    await admin.goTo("Comments");
    await expect(admin.comments).toHaveCount(1);
    await page.keyboard.press("a");
    await expect(admin.done).toHaveText("1 approved.");
    await site.edit(comment, "Of calm waters", writer);
    await page.keyboard.press("u");
    await expect(admin.done).toHaveText(`Taken back: 0 comments. ${EDITED}`);
    await expect(admin.comment("Of calm waters")).toHaveCount(1);
  });
});

test.describe("in the thread", () => {
  async function moderate(page: Page, address: string, owner: Credentials): Promise<Thread> {
    await page.goto(address);
    const thread = new Thread(page);
    await thread.signIn(owner);
    return thread;
  }

  const written = async (site: Api, path: string, by: string): Promise<Comment> =>
    site.post(path, "Of harmless tides", { by });

  test("the new words are shown, and can be decided about", async ({ page, host, path, site, owner, writer, consoleGuard }) => {
    consoleGuard.expects(answered(409));
    const comment = await written(site, path, writer);
    const thread = await moderate(page, host.show(path, { comments: tag(site.server, site.site) }), owner);
    const standing = thread.standing(thread.comment("tides"));
    await expect(standing).toContainText("Waiting");
    await site.edit(comment, "Of other tides", writer);
    await standing.getByRole("button", { name: "Approve" }).click();
    await expect(standing.getByRole("alert")).toHaveText("Its writer changed this meanwhile. These are the new words.");
    await expect(thread.body(thread.comment("tides"))).toHaveText("Of other tides");
    await expect(thread.heading).toHaveText("Comments");
    await expect(standing.getByRole("button", { name: "Approve" })).toBeFocused();
    await standing.getByRole("button", { name: "Approve" }).click();
    await expect(thread.said).toHaveText("Approved");
    await expect(thread.heading).toHaveText("1 comment");
  });

  test("a change is not written over them", async ({ page, host, path, site, owner, writer, consoleGuard }) => {
    consoleGuard.expects(answered(409));
    const comment = await site.post(path, "Of calm waters", { by: writer });
    const thread = await moderate(page, host.show(path, { comments: tag(site.server, site.site) }), owner);
    const shown = thread.comment("calm");
    await thread.more(shown);
    await shown.getByRole("button", { name: "Edit" }).click();
    await expect(thread.editField).toHaveValue("Of calm waters");
    await site.edit(comment, "Of deep waters", writer);
    await thread.editField.fill("Of the owner's waters");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "Its writer changed this meanwhile" })).toBeVisible();
    await expect(thread.editField).toHaveValue("Of the owner's waters");
  });

  test("where they cannot be had it says so", async ({ page, host, path, site, owner, writer, consoleGuard }) => {
    consoleGuard.expects(answered(409));
    const comment = await written(site, path, writer);
    const thread = await moderate(page, host.show(path, { comments: tag(site.server, site.site) }), owner);
    const shown = thread.comment("tides");
    await thread.standing(shown).getByRole("button", { name: "Approve" }).click();
    await expect(thread.said).toHaveText("Approved");
    await site.edit(comment, "Of calm waters", writer);
    await thread.more(shown);
    await shown.getByRole("button", { name: "Hold" }).click();
    await expect(shown.getByRole("alert").filter({ hasText: "Please reload the page" })).toBeVisible();
    await expect(thread.heading).toHaveText("1 comment");
  });
});
