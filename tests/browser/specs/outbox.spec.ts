// What owners see of mail in the console: a real outbox, whose mail server refuses what the test wants refused.
import type { Locator, Page } from "@playwright/test";
import { Admin, FAVICON } from "../support/admin";
import { violations } from "../support/axe";
import { words } from "../support/contrast";
import { type MailWay, Server } from "../support/server";
import { RefusingSmtp } from "../support/smtp";
import { expect, test as base } from "../support/test";
import { until } from "../support/wait";

interface Mailing {
  server: Server;
  admin: Admin;
  /** Once as many mails have come to stand as these. */
  settled(counts: { waiting?: number; sent?: number; failed?: number }): Promise<void>;
}

const test = base.extend<{
  /** A server whose mails go to a mail server that answers so, and its console with an owner before it. */
  refusing(answers: Record<string, string>, attempts?: number): Promise<Mailing>;
  delivering: Mailing;
  mails: Locator;
}>({
  refusing: async ({ page, host, stopLater }, use) => {
    await use(async (answers, attempts = 14) => {
      const smtp = await RefusingSmtp.start(answers);
      const mailing = await start(page, host.origin, { smtpPort: smtp.port, attempts });
      stopLater.push(async () => {
        await mailing.server.remove();
        await smtp.stop();
      });
      return mailing;
    });
  },
  delivering: async ({ page, host, stopLater }, use) => {
    const mailing = await start(page, host.origin, "folder");
    stopLater.push(() => mailing.server.remove());
    await use(mailing);
  },
  mails: async ({ page }, use) => use(page.getByRole("list", { name: "Mails" }).getByRole("listitem")),
});

async function start(page: Page, origin: string, mail: MailWay): Promise<Mailing> {
  const server = await Server.start({ sites: [{ key: "blog", origins: [origin] }], mail });
  const admin = new Admin(page, server.origin);
  await admin.enter(await server.addOwner("Olive Owner"));
  const settled: Mailing["settled"] = async (wanted) => {
    await until(`the outbox to be ${JSON.stringify(wanted)}`, async () => {
      const { mails, counts } = await (await page.request.get(`${server.origin}/api/v1/admin/mail?limit=100`)).json();
      const tried = mails.every(({ attempts }: { attempts: number }) => attempts > 0);
      return tried && Object.entries(wanted).every(([state, count]) => counts[state] === count);
    });
  };
  return { server, admin, settled };
}

test.beforeEach(({ consoleGuard }) => consoleGuard.expects(FAVICON));

test("what waits says when it is tried next and why it was not taken, a page at a time", async ({ page, refusing, mails }) => {
  const { server, admin, settled } = await refusing({});
  const api = server.api("blog");
  for (let n = 1; n <= 31; n += 1) await api.follow(`/page-${n}`, `reader-${n}@example.org`, `Page ${n}`);
  await settled({ waiting: 31 });
  await admin.goTo("Mail");
  await expect(mails).toHaveCount(30);
  await expect(mails.first()).toContainText("Please confirm: new comments on The blog");
  await expect(mails.first()).toContainText("Confirmation");
  await expect(mails.first()).toContainText("to reader-31@example.org");
  await expect(mails.first()).toContainText(/next try in \d+ (minute|second)/);
  await expect(mails.first()).toContainText("451 Come back later");
  await expect(mails.first()).toContainText("1 try");
  await page.getByRole("button", { name: "Load more" }).click();
  await expect(mails).toHaveCount(31);
  await expect(mails.last()).toContainText("to reader-1@example.org");
  await expect(page.getByRole("button", { name: "Load more" })).toHaveCount(0);
  await page.getByRole("button", { name: "Sent", exact: true }).click();
  await expect(page.getByText("No mail has been sent yet.")).toBeVisible();
});

test("what was sent is listed with its kind, and nothing can be done about it", async ({ page, delivering, mails }) => {
  const { server, admin, settled } = delivering;
  await server.api("blog").post("/fog", "Told to the owner", { name: "Jun" });
  await server.api("blog").follow("/fog", "bo@example.org", "Four kinds of fog");
  await settled({ sent: 2 });
  await admin.goTo("Mail");
  await expect(page.getByText("No mail waits.")).toBeVisible();
  await page.getByRole("button", { name: "Sent 2" }).click();
  await expect(page).toHaveURL(/\/admin\/mail\?state=sent$/);
  await expect(mails).toHaveCount(2);
  await expect(mails.first()).toContainText("Please confirm");
  await expect(mails.first()).toContainText("to bo@example.org");
  await expect(mails.last()).toContainText("to olive.owner@staff.example");
  await expect(mails.getByRole("button")).toHaveCount(0);
  await page.getByRole("button", { name: "Failed", exact: true }).click();
  await expect(page.getByText("No mail has failed.")).toBeVisible();
  await page.goBack();
  await expect(mails).toHaveCount(2);
});

test("a failed mail says why in the server's words, is retried or discarded", async ({ page, refusing, mails }) => {
  const why = "550 5.1.1 <gone@example.org>: Recipient address rejected <b>here</b>";
  const { server, admin, settled } = await refusing({ "gone@example.org": why, "full@example.org": "552 Mailbox full" });
  await server.api("blog").follow("/second", "full@example.org", "Second");
  await server.api("blog").follow("/first", "gone@example.org", "First");
  await settled({ failed: 2 });
  await admin.goTo("Mail");
  await page.getByRole("button", { name: "Failed 2" }).click();
  await expect(mails.first()).toContainText(why);
  await expect(mails.first()).toContainText("1 try");

  const retryOf = (to: string) => mails.filter({ hasText: to }).getByRole("button", { name: /^Retry: / });
  await retryOf("full@example.org").click();
  await expect(admin.done).toHaveText("The mail will be tried again at once.");
  await expect(mails).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Waiting 1" })).toBeVisible();
  await expect(retryOf("gone@example.org")).toBeFocused();

  const discard = mails.filter({ hasText: "gone@example.org" }).getByRole("button", { name: /^Discard: / });
  await discard.click();
  const dialog = page.getByRole("dialog", { name: "Discard this mail?" });
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(mails).toHaveCount(1);
  await discard.click();
  await dialog.getByRole("button", { name: "Discard" }).click();
  await expect(admin.done).toHaveText("The mail was discarded.");
  await expect(page.getByText("No mail has failed.")).toBeVisible();
  // It was tried again, and refused again.
  await settled({ waiting: 0, failed: 1 });
  await page.reload();
  await expect(mails).toHaveCount(1);
  await expect(mails.first()).toContainText("552 Mailbox full");
});

test("what was tried often enough is parked as failed", async ({ page, refusing, mails }) => {
  const { server, admin, settled } = await refusing({ "later@example.org": "451 Come back later" }, 1);
  await server.api("blog").follow("/page", "later@example.org");
  await settled({ failed: 1 });
  await admin.goTo("Mail");
  await page.getByRole("button", { name: "Failed 1" }).click();
  await expect(mails.first()).toContainText("451 Come back later");
});

test("an account chooses its mail, and a site its time zone", async ({ page, delivering }) => {
  const { server, admin } = delivering;
  const api = server.api("blog");
  await page.goto(`${server.origin}/admin/account`);
  await expect(admin.heading).toHaveText("Your account");
  await expect(page.getByLabel("Mail me")).toHaveValue("each");
  await page.getByLabel("Mail me").selectOption({ label: "Nothing" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("Saved.");
  await admin.goTo("Accounts");
  await page.getByRole("link", { name: /^Olive Owner/ }).click();
  await expect(page.getByLabel("Mail me")).toHaveValue("none");
  await api.post("/page", "Nobody is told of this");

  await admin.goTo("Sites");
  await page.getByRole("link", { name: /The blog/ }).click();
  const zone = page.getByLabel("Time zone");
  await expect(zone).toHaveValue("UTC");
  expect(await zone.evaluate((field: HTMLInputElement) => field.list?.options.length)).toBeGreaterThan(300);
  await zone.fill("Asia/Kolkata");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("Saved.");
  await page.reload();
  await expect(zone).toHaveValue("Asia/Kolkata");

  await page.goto(`${server.origin}/admin/account`);
  await page.getByLabel("Mail me").selectOption({ label: "Each comment" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(admin.done).toHaveText("Saved.");
  await api.post("/page", "The owner is told of this");
  const told = await server.mailbox.next("olive.owner@staff.example");
  expect(told.text).toContain("The owner is told of this");
  expect(told.text).toContain("IST");
  expect(await server.mailbox.unread("olive.owner@staff.example")).toEqual([]);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });

      test("the outbox can be read and has no fault axe knows", async ({ page, refusing }) => {
        const to = `${"long".repeat(15)}@example.org`;
        const { server, admin, settled } = await refusing({ [to]: `450 ${"a-word-without-an-end".repeat(9)}` });
        await server.api("blog").follow("/page", to, "A very long subject about a page with a very long title, as they happen");
        await settled({ waiting: 1 });
        await admin.goTo("Mail");
        await expect(page.getByRole("button", { name: /^Retry/ })).toBeVisible();
        expect(await violations(page)).toEqual([]);
        expect((await words(page, "main")).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      });
    });
  }
}
