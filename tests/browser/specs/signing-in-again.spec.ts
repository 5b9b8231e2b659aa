// The console when its session ends in the middle of something.
import type { Page } from "@playwright/test";
import { Admin, FAVICON } from "../support/admin";
import { answered } from "../support/console";
import { type Credentials, demoOwner } from "../support/server";
import { expect, test as base } from "../support/test";

interface Given {
  owner: Credentials;
  moderator: Credentials;
  /** The console of a demo of this test alone, its owner signed in. */
  admin: Admin;
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
  moderator: async ({ page, ownDemo, admin: _ }, use) => {
    const moderator = { email: "mod@lowwater.example", password: "a long enough password" };
    const roles = [{ site: "demo", role: "moderator" }];
    const account = { ...moderator, name: "Mo Derate", owner: false, roles };
    const added = await page.request.post(`${ownDemo.origin}/api/v1/admin/accounts`, { data: account });
    expect(added.status()).toBe(201);
    await use(moderator);
  },
});

test.beforeEach(({ consoleGuard }) => consoleGuard.expects(FAVICON, answered(401)));

async function answerPrompt(page: Page, { email, password }: Credentials): Promise<void> {
  const prompt = page.getByRole("dialog", { name: "Please sign in again" });
  // The focus goes on to the password a picture later, and would take along what is filled in before.
  await expect(prompt.getByLabel("Password", { exact: true })).toBeFocused();
  await prompt.getByLabel("Mail address").fill(email);
  await prompt.getByLabel("Password", { exact: true }).fill(password);
  await prompt.getByRole("button", { name: "Sign in" }).click();
  await expect(prompt).toHaveCount(0);
}

test("who signs in again goes on where they were", async ({ page, admin, owner }) => {
  await admin.goTo("Queue");
  await expect(admin.comments).toHaveCount(2);
  await page.context().clearCookies();
  await page.keyboard.press("a");
  await answerPrompt(page, owner);
  await expect(admin.done).toHaveText("1 approved.");
  await expect(admin.comments).toHaveCount(1);
});

test("a session that ends while something is done is asked for again", async ({ page, admin, owner }) => {
  await admin.goTo("Queue");
  await expect(admin.comments).toHaveCount(2);
  const over = { status: 401, contentType: "application/problem+json", json: { code: "session_over" } };
  await page.route("**/api/v1/admin/decisions", (route) => route.fulfill(over), { times: 1 });
  await page.keyboard.press("a");
  await answerPrompt(page, owner);
  await expect(admin.done).toHaveText("1 approved.");
});

test("another person who signs in does nothing that the first had begun", async ({ page, admin, moderator }) => {
  await admin.goTo("Queue");
  await expect(admin.comments).toHaveCount(2);
  await page.context().clearCookies();
  await page.keyboard.press("a");
  await answerPrompt(page, moderator);
  await expect(admin.nav.getByRole("link", { name: "Mo Derate" })).toHaveCount(1);
  await expect(admin.comments).toHaveCount(2);
  await admin.waiting(2);
});

test("another person finds nothing that the first had not saved", async ({ page, admin, moderator, ownDemo }) => {
  await page.goto(`${ownDemo.origin}/admin/sites/demo`);
  const name = page.getByLabel("Name", { exact: true });
  await name.fill("Spring Tide");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Save" }).click();
  // If the browser asks whether to leave, its answer is to stay.
  page.on("dialog", (dialog) => void dialog.dismiss());
  await answerPrompt(page, moderator);
  await expect(admin.nav.getByRole("link", { name: "Mo Derate" })).toHaveCount(1);
  await expect(page.getByText("Only owners can change a site.")).toBeVisible();
  await expect(page.getByText("Spring Tide")).toHaveCount(0);
});
