import { Admin, FAVICON, SCREENS } from "../support/admin";
import { violations } from "../support/axe";
import { answered } from "../support/console";
import { words } from "../support/contrast";
import { type Credentials, demoOwner } from "../support/server";
import { expect, test as base } from "../support/test";
import { SHORT_ARTICLE, Thread } from "../support/thread";

interface Given {
  /** The console of a demo of this test alone, its owner signed in. */
  admin: Admin;
  owner: Credentials;
}

const test = base.extend<Given>({
  owner: async ({ ownDemo }, use) => {
    await use(await demoOwner(ownDemo));
  },
  admin: async ({ page, ownDemo, owner }, use) => {
    const admin = new Admin(page, ownDemo.origin);
    await admin.enter(owner);
    await use(admin);
  },
});

test.beforeEach(({ consoleGuard }) => consoleGuard.expects(FAVICON));

test("signing in leads to the queue, signing out back to the door, and nothing stays behind", async ({
  page,
  ownDemo,
  owner,
  consoleGuard,
}) => {
  consoleGuard.expects(answered(401));
  const admin = new Admin(page, ownDemo.origin);
  await page.goto(`${ownDemo.origin}/admin`);
  await expect(admin.heading).toHaveText("Sign in");
  await expect(page.getByLabel("Mail address")).toBeFocused();
  await admin.signIn({ ...owner, password: "not the password" });
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toHaveText(
    "This mail address and password do not belong together.",
  );
  await expect(page.getByLabel("Mail address")).toHaveValue(owner.email);
  await admin.signIn(owner);
  await expect(admin.heading).toHaveText("Queue");
  await expect(page).toHaveURL(`${ownDemo.origin}/admin/queue`);
  await expect(admin.comments).toHaveCount(2);
  await admin.waiting(2);
  expect(await page.evaluate(() => document.cookie)).toBe("");

  await page.reload();
  await expect(admin.heading).toHaveText("Queue");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(admin.heading).toHaveText("Sign in");
  await expect(page.getByText("Jonas Ekdahl")).toHaveCount(0);
  await page.goto(`${ownDemo.origin}/admin/comments`);
  await expect(admin.heading).toHaveText("Sign in");
  expect(await page.context().cookies()).toEqual([]);
});

test("one who signs in on a deep address gets what stands there", async ({ page, ownDemo, owner, consoleGuard }) => {
  consoleGuard.expects(answered(401));
  const admin = new Admin(page, ownDemo.origin);
  await page.goto(`${ownDemo.origin}/admin/comments?status=spam`);
  await admin.signIn(owner);
  await expect(admin.heading).toHaveText("Comments");
  await expect(admin.comments).toHaveCount(1);
  await expect(admin.comments).toContainText("Cheap ink for all printers");
});

test("the queue can be emptied with the keyboard alone, and everything taken back", async ({ page, admin }) => {
  await admin.goTo("Queue");
  await expect(admin.comments).toHaveCount(2);
  await expect(admin.comment("Jonas Ekdahl")).toContainText("First comment by this person");
  await expect(admin.comment("Pia")).toContainText(/Has \d+ links|First comment/);
  await page.keyboard.press("a");
  await expect(admin.done).toHaveText("1 approved.");
  await expect(admin.comments).toHaveCount(1);
  await admin.waiting(1);
  await page.keyboard.press("u");
  await expect(admin.done).toHaveText("Taken back: 1 comment.");
  await expect(admin.comments).toHaveCount(2);
  await admin.waiting(2);

  await page.keyboard.press("s");
  await expect(admin.done).toHaveText("1 marked as spam.");
  await page.keyboard.press("r");
  await expect(admin.done).toHaveText("1 removed.");
  await expect(page.getByText("All done. Nothing waits for you.")).toBeVisible();
  await expect(admin.heading).toBeFocused();
  await admin.waiting(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(admin.done).toHaveText("Taken back: 1 comment.");
  await expect(admin.comments).toHaveCount(1);
});

test("several are decided at once, and taken back at once", async ({ page, admin }) => {
  await admin.goTo("Queue");
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await page.getByRole("button", { name: "Approve 2" }).click();
  await expect(admin.done).toHaveText("2 approved.");
  await expect(admin.comments).toHaveCount(0);
  await page.keyboard.press("u");
  await expect(admin.done).toHaveText("Taken back: 2 comments.");
  await expect(admin.comments).toHaveCount(2);
});

test("what is approved here stands in the thread", async ({ admin, another, ownDemo }) => {
  await admin.goTo("Queue");
  const jonas = admin.comment("I kept the tables for the lifeboat station");
  await jonas.getByRole("button", { name: "Approve" }).click();
  await expect(admin.done).toHaveText("1 approved.");
  const reader = await another();
  await reader.goto(`${ownDemo.origin}/demo/the-tide-printer`);
  await expect(new Thread(reader).comment("I kept the tables for the lifeboat station")).toHaveCount(1);
});

test("a comment leads to its place in the thread, which points it out", async ({ page, context, admin, ownDemo }) => {
  await admin.goTo("Comments");
  await page.getByRole("searchbox").fill("a fog with errands");
  await expect(admin.comments).toHaveCount(1);
  const opened = context.waitForEvent("page");
  await admin.comments.getByRole("link", { name: "Four kinds of fog" }).click();
  const article = await opened;
  await expect(article).toHaveURL(new RegExp(`^${ownDemo.origin}${SHORT_ARTICLE}#rejoinder-`));
  const comment = new Thread(article).comment("a fog with errands");
  await expect(comment).toBeFocused();
  await expect(comment).toBeInViewport();
});

test("letters typed in a field decide nothing", async ({ page, admin }) => {
  await admin.goTo("Comments");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("shar u");
  await expect(page.getByRole("searchbox")).toHaveValue("shar u");
  await expect(page).toHaveURL(/\?q=shar/);
  await expect(admin.done).toHaveCount(0);
});

test("the search and the filters find comments, and the address keeps them", async ({ page, admin }) => {
  await admin.goTo("Comments");
  await expect(admin.comments).toHaveCount(30);
  await page.getByRole("searchbox", { name: /^Search in comments/ }).fill("lifeboat station for eleven");
  await expect(admin.comments).toHaveCount(1);
  await expect(admin.comments).toContainText("Jonas Ekdahl");
  await expect(page).toHaveURL(/\?q=lifeboat/);
  await page.reload();
  await expect(admin.comments).toHaveCount(1);
  await expect(page.getByRole("searchbox")).toHaveValue("lifeboat station for eleven");
  await page.getByRole("searchbox").fill("no such words anywhere");
  await expect(page.getByText("No comment fits.")).toBeVisible();
  await page.getByRole("link", { name: "Clear all filters" }).click();
  await expect(admin.comments).toHaveCount(30);

  await page.getByRole("group", { name: "Status" }).getByRole("button", { name: "Spam" }).click();
  await expect(admin.comments).toHaveCount(1);
  await page.goBack();
  await expect(admin.comments).toHaveCount(30);
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(admin.comments).toHaveCount(60);
});

test("a comment in full says who wrote it and what happened to it, and is decided there", async ({ page, admin }) => {
  await admin.goTo("Queue");
  await page.getByText("I kept the tables for the lifeboat station").click();
  await expect(page).toHaveURL(/\/admin\/queue\/[0-9A-Za-z-]+$/);
  await expect(admin.detail.getByRole("article")).toContainText("Jonas Ekdahl");
  await expect(admin.detail.getByText("1 comment: 1 held.")).toBeVisible();
  await expect(admin.detail.getByText("This is the only one.")).toBeVisible();
  const address = page.url();
  await page.keyboard.press("Escape");
  await expect(admin.detail).toBeHidden();
  await page.goto(address);
  await expect(admin.detail.getByRole("article")).toContainText("Jonas Ekdahl");

  await page.goto(address.replace("/queue/", "/comments/"));
  await admin.detail.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(admin.done).toHaveText("1 approved.");
  await expect(admin.detail.getByText("1 comment: 1 published.")).toBeVisible();
  await expect(admin.detail.getByText(/Hanne Obi approved/)).toBeVisible();
  await page.keyboard.press("u");
  await expect(admin.detail.getByText("1 comment: 1 held.")).toBeVisible();
});

test("a comment is answered and changed from here", async ({ page, admin, another, ownDemo }) => {
  await admin.goTo("Comments");
  await page.getByRole("searchbox").fill("a fog with errands");
  await expect(admin.comments).toHaveCount(1);
  const fog = admin.comments.first();
  await fog.getByRole("button", { name: "Reply" }).click();
  await fog.getByLabel("Your reply to Hanne Obi").fill("Answered from the console");
  await fog.locator("form").getByRole("button", { name: "Reply" }).click();
  await expect(admin.done).toHaveText("Your reply was posted.");

  await fog.getByRole("button", { name: "Edit" }).click();
  await fog.getByLabel("The comment, in Markdown").fill("I envy you a fog with *many* errands.");
  await fog.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("The comment was changed.");
  await expect(fog.getByText("many")).toBeVisible();

  const reader = await another();
  await reader.goto(ownDemo.origin + SHORT_ARTICLE);
  const thread = new Thread(reader);
  await expect(thread.badge(thread.comment("Answered from the console"))).toHaveText("Author");
  await expect(thread.comment("many errands")).toBeVisible();
});

test("a page is closed and opened", async ({ page, admin, another, ownDemo }) => {
  await admin.goTo("Pages");
  await page.getByRole("button", { name: "Close Four kinds of fog for new comments" }).click();
  await expect(admin.done).toHaveText("The page takes no new comments.");
  const reader = await another();
  await reader.goto(ownDemo.origin + SHORT_ARTICLE);
  await expect(new Thread(reader).root.getByText(/^Comments (are closed|closed on)/)).toBeVisible();
  await page.getByRole("button", { name: "Open Four kinds of fog for new comments" }).click();
  await expect(admin.done).toHaveText("The page takes comments again.");
});

test("a mail address is banned and the ban lifted", async ({ page, admin }) => {
  await admin.goTo("Bans");
  await page.getByRole("button", { name: "Add a ban" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a ban" });
  await dialog.getByLabel("Mail address", { exact: true }).last().fill("pest@example.org");
  await dialog.getByRole("button", { name: "Ban", exact: true }).click();
  await expect(admin.done).toHaveText("The ban was added.");
  await page.getByRole("button", { name: "Lift the ban of pest@example.org" }).click();
  await expect(admin.done).toHaveText("The ban was lifted.");
  await expect(page.getByText("Nobody is banned.")).toBeVisible();
});

test("a site shows its tag, keeps changed settings, and another can be added", async ({ page, admin, ownDemo }) => {
  await admin.goTo("Sites");
  await page.getByRole("link", { name: /^Low Water/ }).click();
  await expect(page).toHaveURL(`${ownDemo.origin}/admin/sites/demo`);
  await expect(page.getByText(`src="${ownDemo.origin}/embed.js"`)).toBeVisible();
  await page.getByRole("radio", { name: "All wait for approval" }).check();
  await page.getByLabel("Longest comment").fill("500");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("Saved.");
  await page.reload();
  await expect(page.getByRole("radio", { name: "All wait for approval" })).toBeChecked();
  await expect(page.getByLabel("Longest comment")).toHaveValue("500");

  await page.getByRole("button", { name: "Add a site" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a site" });
  await dialog.getByLabel("Key").fill("diary");
  await dialog.getByLabel("Name").fill("A diary");
  await dialog.getByLabel("Origins").fill("https://diary.example");
  await dialog.getByRole("button", { name: "Add a site" }).click();
  await expect(admin.done).toContainText("The site was added.");
  await expect(page.getByRole("heading", { level: 2, name: "A diary" })).toBeVisible();
});

test("changed settings of a site are not left behind unasked", async ({ page, admin, ownDemo }) => {
  await admin.goTo("Queue");
  await admin.nav.getByRole("link", { name: "Sites" }).click();
  await page.getByRole("link", { name: /^Low Water/ }).click();
  const length = page.getByLabel("Longest comment");
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await length.fill("700");

  await admin.nav.getByRole("link", { name: "Queue" }).click();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
  await expect(length).toHaveValue("700");
  await page.goBack();
  await expect(question).toBeVisible();
  await expect(page).toHaveURL(`${ownDemo.origin}/admin/sites/demo`);
  await page.keyboard.press("Escape");
  await expect(question).toHaveCount(0);
  await expect(length).toHaveValue("700");
  const asked = page.waitForEvent("dialog");
  await page.close({ runBeforeUnload: true });
  expect((await asked).type()).toBe("beforeunload");
  await (await asked).dismiss();

  await page.goBack();
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(page).toHaveURL(`${ownDemo.origin}/admin/sites`);
  await expect(length).toHaveCount(0);
  await page.getByRole("link", { name: /^Low Water/ }).click();
  await expect(length).not.toHaveValue("700");
  await length.fill("700");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("Saved.");
  await admin.nav.getByRole("link", { name: "Queue" }).click();
  await expect(admin.heading).toHaveText("Queue");
});

test("a moderator sees their site and nothing else", async ({ page, admin, another, ownDemo }) => {
  await admin.goTo("Accounts");
  await page.getByRole("button", { name: "Add an account" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an account" });
  await dialog.getByLabel("Mail address").fill("mod@lowwater.example");
  await dialog.getByLabel("Name", { exact: true }).fill("Mo Derate");
  await dialog.getByLabel("Password", { exact: true }).fill("a long enough password");
  await dialog.getByLabel("On Low Water").selectOption("Moderator");
  await dialog.getByRole("button", { name: "Add an account" }).click();
  await expect(admin.done).toHaveText("The account was added.");

  const other = new Admin(await another(), ownDemo.origin);
  await other.enter({ email: "mod@lowwater.example", password: "a long enough password" });
  await other.goTo("Queue");
  await expect(other.comments).toHaveCount(2);
  await expect(other.nav.getByRole("link", { name: "Accounts" })).toHaveCount(0);
  await other.page.goto(`${ownDemo.origin}/admin/accounts`);
  await expect(other.heading).toHaveText("Your account may not see this.");
  await other.goTo("Sites");
  await other.page.getByRole("link", { name: /^Low Water/ }).click();
  await expect(other.page.getByText("Only owners can change a site.")).toBeVisible();
  await expect(other.page.getByRole("button", { name: "Save" })).toHaveCount(0);

  await other.goTo("Comments");
  await other.page.getByRole("searchbox").fill("a fog with errands");
  await expect(other.comments).toHaveCount(1);
  await other.comments.getByRole("button", { name: "Edit" }).click();
  await other.comments.getByLabel("The comment, in Markdown").fill("Words of another");
  await other.comments.getByRole("button", { name: "Save" }).click();
  await expect(other.comments.getByRole("alert")).toContainText("Somebody with an account wrote this");
});

test("the log tells who did what", async ({ page, admin }) => {
  await admin.goTo("Queue");
  await expect(admin.comments).toHaveCount(2);
  await page.keyboard.press("a");
  await expect(admin.done).toHaveText("1 approved.");
  await admin.goTo("Log");
  const entries = page.getByRole("main").getByRole("listitem");
  await expect(entries.filter({ hasText: "Hanne Obi approved the comment by" })).toHaveCount(1);
  await expect(entries.filter({ hasText: "Hanne Obi signed in" })).toHaveCount(1);
});

test.describe("at 360 px", () => {
  test.use({ viewport: { width: 360, height: 740 } });

  test("the comment stands in the list's stead, and the rest of the screens are behind More", async ({ page, admin }) => {
    await admin.goTo("Queue");
    await page.getByText("I kept the tables for the lifeboat station").click();
    await expect(admin.detail).toBeVisible();
    await expect(admin.comments.first()).toBeHidden();
    await admin.detail.getByRole("button", { name: "Back" }).click();
    await expect(admin.comments.first()).toBeVisible();
    await expect(admin.nav.getByRole("link", { name: "Sites" })).toBeHidden();
    await admin.nav.getByRole("button", { name: "More" }).click();
    await admin.nav.getByRole("link", { name: "Sites" }).click();
    await expect(admin.heading).toHaveText("Sites");
    for (const screen of SCREENS) {
      await admin.goTo(screen);
      await expect(page.getByText("Loading")).toHaveCount(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), screen).toBeLessThanOrEqual(360);
    }
  });
});

test.describe("accessibility", () => {
  // Axe works by evaluating text, which the console's strict policy would forbid it; and colours are those of what has appeared.
  test.use({ bypassCSP: true, contextOptions: { reducedMotion: "reduce" } });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      test.describe(`${colorScheme} at ${width} px`, () => {
        test.use({ colorScheme, viewport: { width, height: 900 } });

        test("every screen", async ({ page, sharedDemo }) => {
          const admin = new Admin(page, sharedDemo.origin);
          await admin.enter(await demoOwner(sharedDemo));
          for (const screen of SCREENS) {
            await admin.goTo(screen);
            await expect(page.getByRole("main").getByText("Loading", { exact: true })).toHaveCount(0);
            // Our own look at the colours takes no time on a long list, and leaves no word out.
            expect(await violations(page, "color-contrast"), screen).toEqual([]);
            expect((await words(page, "body")).filter(({ ratio }) => ratio < 4.5), screen).toEqual([]);
          }
        });

        test("a comment in full, a site, an account, a dialog and the door", async ({ page, sharedDemo, consoleGuard }) => {
          consoleGuard.expects(answered(401));
          const admin = new Admin(page, sharedDemo.origin);
          await page.goto(`${sharedDemo.origin}/admin`);
          await expect(admin.heading).toHaveText("Sign in");
          expect(await violations(page), "door").toEqual([]);
          await admin.enter(await demoOwner(sharedDemo));
          await admin.goTo("Queue");
          await page.getByText("I kept the tables for the lifeboat station").click();
          await expect(admin.detail.getByText("This is the only one.")).toBeVisible();
          expect(await violations(page), "comment").toEqual([]);
          await page.keyboard.press("?");
          await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
          expect(await violations(page), "dialog").toEqual([]);
          await page.goto(`${sharedDemo.origin}/admin/sites/demo`);
          await expect(page.getByRole("button", { name: "Save" })).toBeVisible();
          expect(await violations(page), "site").toEqual([]);
          await admin.goTo("Accounts");
          await page.getByRole("link", { name: /^Hanne Obi/ }).last().click();
          await expect(page.getByRole("button", { name: "Save" })).toBeVisible();
          expect(await violations(page), "account").toEqual([]);
        });
      });
    }
  }
});
