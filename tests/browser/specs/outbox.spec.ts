// What owners see of mail in the console. The outbox is the test's own, and so are the settings that came with it.
import { Admin, FAVICON } from "../support/admin";
import { violations } from "../support/axe";
import { words } from "../support/contrast";
import { FakeOutbox } from "../support/mail";
import { demoOwner } from "../support/server";
import { expect, test as base } from "../support/test";

const test = base.extend<{ admin: Admin; outbox: FakeOutbox }>({
  outbox: async ({ context }, use) => {
    await use(await FakeOutbox.between(context, 2));
    // What the page still asks for is of no interest any more.
    await context.unrouteAll({ behavior: "ignoreErrors" });
  },
  admin: async ({ page, ownDemo, outbox: _ }, use) => {
    const admin = new Admin(page, ownDemo.origin);
    await admin.enter(await demoOwner(ownDemo));
    await use(admin);
  },
});

test.beforeEach(({ consoleGuard }) => consoleGuard.expects(FAVICON));

test("what waits, what was sent and what failed, a page at a time", async ({ page, admin, outbox }) => {
  outbox.add(
    "waiting",
    { kind: "comment", to: "mira@example.org", subject: "A reply on “Fog”" },
    { kind: "code", to: "jun@example.org" },
    { kind: "digest", to: "ana@example.org", subject: "3 new comments", answer: "451 Come back later" },
  );
  outbox.add("sent", { kind: "confirmation", to: "bo@example.org", subject: "Please confirm" });
  await admin.goTo("Mail");
  const mails = page.getByRole("list", { name: "Mails" }).getByRole("listitem");
  await expect(mails).toHaveCount(2);
  await expect(mails.first()).toContainText("A reply on “Fog”");
  await expect(mails.first()).toContainText("to mira@example.org");
  await expect(mails.first()).toContainText(/next try in \d+ minutes/);
  await expect(mails.nth(1)).toContainText("Code");
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(mails).toHaveCount(3);
  await expect(mails.nth(2)).toContainText("451 Come back later");
  await expect(mails.nth(2)).toContainText("2 tries");
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);

  await page.getByRole("button", { name: "Sent 1" }).click();
  await expect(page).toHaveURL(/\/admin\/mail\?state=sent$/);
  await expect(mails).toHaveCount(1);
  await expect(mails.first()).toContainText("Confirmation");
  await expect(mails.getByRole("button")).toHaveCount(0);
  await page.getByRole("button", { name: "Failed", exact: true }).click();
  await expect(page.getByText("No mail has failed.")).toBeVisible();
  await page.goBack();
  await expect(mails).toHaveCount(1);
});

test("a failed mail says why in the server's words, is retried or discarded", async ({ page, admin, outbox }) => {
  const why = "550 5.1.1 <gone@example.org>: Recipient address rejected <b>here</b>";
  outbox.add(
    "failed",
    { kind: "comment", to: "gone@example.org", subject: "First", answer: why },
    { kind: "comment", to: "full@example.org", subject: "Second", answer: "552 Mailbox full" },
  );
  await admin.goTo("Mail");
  await page.getByRole("button", { name: "Failed 2" }).click();
  const mails = page.getByRole("list", { name: "Mails" }).getByRole("listitem");
  await expect(mails.first()).toContainText(why);
  await expect(mails.first()).toContainText("12 tries");

  await page.getByRole("button", { name: "Retry: Second" }).click();
  await expect(admin.done).toHaveText("The mail will be tried again at once.");
  await expect(mails).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Waiting 1" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Retry: First" })).toBeFocused();

  await page.getByRole("button", { name: "Discard: First" }).click();
  const dialog = page.getByRole("dialog", { name: "Discard this mail?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(mails).toHaveCount(1);
  await page.getByRole("button", { name: "Discard: First" }).click();
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(admin.done).toHaveText("The mail was discarded.");
  await expect(page.getByText("No mail has failed.")).toBeVisible();
  expect(outbox.mails.map(({ subject, state }) => [subject, state])).toEqual([["Second", "waiting"]]);
});

test("an account chooses its mail, and a site its time zone", async ({ page, ownDemo, admin, outbox }) => {
  await page.goto(`${ownDemo.origin}/admin/account`);
  await expect(admin.heading).toHaveText("Your account");
  await page.getByLabel("Mail me").selectOption({ label: "Once a day" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("Saved.");
  expect(outbox.changed.at(-1)?.body.mail).toBe("daily");

  await admin.goTo("Accounts");
  await page.getByRole("link", { name: /Hanne Obi.*Owner/ }).click();
  await expect(page.getByLabel("Mail me")).toHaveValue("daily");

  await admin.goTo("Sites");
  await page.getByRole("link", { name: /Low Water/ }).click();
  const zone = page.getByLabel("Time zone");
  await expect(zone).toHaveValue("UTC");
  expect(await zone.evaluate((field: HTMLInputElement) => field.list?.options.length)).toBeGreaterThan(300);
  await zone.fill("Europe/Stockholm");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("Saved.");
  expect(outbox.changed.at(-1)?.body.time_zone).toBe("Europe/Stockholm");
  await expect(zone).toHaveValue("Europe/Stockholm");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });

      test("the outbox can be read and has no fault axe knows", async ({ page, admin, outbox }) => {
        const subject = "A very long subject about a page with a very long title, as they happen";
        const answer = `550 ${"a-word-without-an-end".repeat(9)}`;
        outbox.add("waiting", { kind: "comment", to: `${"long".repeat(20)}@example.org`, subject, answer });
        await admin.goTo("Mail");
        await expect(page.getByRole("button", { name: /^Retry/ })).toBeVisible();
        expect(await violations(page)).toEqual([]);
        expect((await words(page, "main")).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      });
    });
  }
}
