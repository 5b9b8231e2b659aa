// Being told by mail, as a reader asks for it. What the server makes of it its own tests show; here its answers about
// mail are the test's.
import { violations } from "../support/axe";
import { answered } from "../support/console";
import { words } from "../support/contrast";
import { FakeMail } from "../support/mail";
import { targets } from "../support/targets";
import { expect, test as base } from "../support/test";
import { focused } from "../support/thread";

const test = base.extend<{ mail: FakeMail }>({
  mail: async ({ context }, use) => {
    await use(await FakeMail.between(context));
    // What the page still asks for is of no interest any more.
    await context.unrouteAll({ behavior: "ignoreErrors" });
  },
});

const CONFIRM = "Check your mail to confirm, if you have not before.";

test("without mail nothing is offered that needs it", async ({ page, api, path, open }) => {
  await page.route("**/api/v1/thread?**", async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    answer.site.mail = false;
    await route.fulfill({ response, json: answer });
  });
  await api.post(path, "A comment without a bell");
  const thread = await open();
  await thread.compose();
  await expect(thread.root.getByRole("button", { name: "Follow by mail" })).toHaveCount(0);
  await expect(thread.form.getByLabel("Notify of")).toHaveCount(0);
  await thread.form.getByRole("button", { name: "Website and mail" }).click();
  await expect(thread.form.getByRole("textbox", { name: /^Mail/ })).toBeVisible();
  await expect(thread.form.getByRole("button", { name: "Prove this address" })).toHaveCount(0);
  await thread.more(thread.comment("A comment without a bell"));
  await expect(thread.root.getByRole("button", { name: "Tell me of replies" })).toHaveCount(0);
});

test("who wants to be told is asked for an address, told to confirm, and not asked again", async ({ page, mail, open }) => {
  const thread = await open();
  await thread.compose();
  const choice = thread.form.getByLabel("Notify of");
  const address = thread.form.getByRole("textbox", { name: /^Mail/ });
  await expect(address).toHaveCount(0);
  await choice.focus();
  await choice.selectOption("page");
  await expect(address).toBeVisible();
  // Chosen by keyboard, where every choice on the way is one: the focus stays.
  await expect(choice).toBeFocused();

  await thread.field.fill("Words that wait for an address");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.form.getByRole("alert")).toContainText("Write the mail address to notify");
  await expect(address).toBeFocused();
  expect(mail.notify).toEqual([]);

  await thread.form.getByRole("textbox", { name: "Name" }).fill("Mira");
  await address.fill("mira@example.org");
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText(`Your comment was posted. ${CONFIRM}`);
  await expect(thread.comment("Words that wait for an address").getByText(CONFIRM)).toBeVisible();
  expect(mail.notify).toEqual(["page"]);
  expect(mail.emails).toEqual(["mira@example.org"]);

  await page.reload();
  await thread.compose();
  await expect(choice).toHaveValue("page");
  await expect(address).toHaveValue("mira@example.org");
  await expect(thread.field).toBeFocused();
  await choice.selectOption("none");
  await expect(address).toHaveCount(0);
  await thread.post("And of nothing more");
  await expect(thread.said).toHaveText("Your comment was posted.");
  expect(mail.notify).toEqual(["page", null]);
  await page.reload();
  await thread.compose();
  await expect(choice).toHaveValue("none");
});

test("a reply has a bell of its own, and pressing it leads to the address", async ({ mail, api, path, open }) => {
  const parent = await api.post(path, "A question");
  const thread = await open();
  const form = await thread.reply(thread.comment("A question"));
  const bell = form.getByRole("button", { name: "Tell me of replies" });
  await expect(bell).toHaveAttribute("aria-pressed", "false");
  await bell.click();
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  const address = form.getByRole("textbox", { name: /^Mail/ });
  await expect(address).toBeFocused();
  await address.fill("jun@example.org");
  await form.getByRole("textbox", { name: /^Your reply/ }).fill("An answer");
  await form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toContainText(CONFIRM);
  expect(mail.notify).toEqual(["replies"]);
  expect((await api.thread(path)).comments.find(({ parent: above }) => above === parent.id)?.html).toContain("An answer");
});

test("a page is followed without a word written", async ({ mail, path, open }) => {
  const thread = await open();
  const follow = thread.root.getByRole("button", { name: "Follow by mail" });
  await follow.click();
  const dialog = thread.dialog("Follow by mail");
  await expect(dialog.getByRole("textbox", { name: "Mail" })).toBeFocused();
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Write your mail address first.");
  await dialog.getByRole("textbox", { name: "Mail" }).fill("ana@example.org");
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(dialog).toBeHidden();
  await expect(follow).toBeFocused();
  await expect(thread.said).toHaveText(CONFIRM);
  await expect(thread.root.getByText(CONFIRM).and(thread.root.locator("section *"))).toBeVisible();
  expect(mail.subscriptions).toEqual([
    {
      method: "POST",
      body: expect.objectContaining({ site: "blog", page: expect.objectContaining({ key: path }), scope: "page", email: "ana@example.org" }),
    },
  ]);
});

test("the bell of one comment asks for the replies to that one", async ({ mail, api, path, open }) => {
  const comment = await api.post(path, "Somebody else's question");
  const thread = await open();
  const row = thread.comment("Somebody else's question");
  await thread.more(row);
  await row.getByRole("button", { name: "Tell me of replies" }).click();
  const dialog = thread.dialog("Tell me of replies");
  await dialog.getByRole("textbox", { name: "Mail" }).fill("ana@example.org");
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(row.getByText(CONFIRM)).toBeVisible();
  await expect(row.getByRole("button", { name: "Tell me of replies" })).toBeFocused();
  expect(mail.subscriptions.map(({ body }) => [body.scope, body.comment, body.email])).toEqual([
    ["replies", comment.id, "ana@example.org"],
  ]);
});

test("an address the server refuses is told in its words", async ({ page, mail: _, open, consoleGuard }) => {
  consoleGuard.expects(answered(422));
  await page.route("**/api/v1/subscriptions", (route) =>
    route.fulfill({
      status: 422,
      json: { code: "invalid_request", errors: [{ field: "email", message: "is not a mail address" }] },
      headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "content-type" },
    }),
  );
  const thread = await open();
  await thread.root.getByRole("button", { name: "Follow by mail" }).click();
  const dialog = thread.dialog("Follow by mail");
  await dialog.getByRole("textbox", { name: "Mail" }).fill('"mira" <mira>');
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Is not a mail address");
  await expect(dialog.getByRole("textbox", { name: "Mail" })).toHaveValue('"mira" <mira>');
});

test("who has proven an address is known, follows by a press, and stops by another", async ({
  page,
  mail,
  api,
  path,
  open,
  consoleGuard,
}) => {
  consoleGuard.expects(answered(422));
  await api.post(path, "Worth following");
  const thread = await open();
  await thread.compose();
  await thread.form.getByRole("textbox", { name: "Name" }).fill("Mira");
  await thread.form.getByRole("button", { name: "Website and mail" }).click();
  await thread.form.getByRole("textbox", { name: /^Mail/ }).fill("mira@example.org");
  await thread.form.getByRole("button", { name: "Prove this address" }).click();

  const dialog = thread.dialog("Prove this address");
  const code = dialog.getByRole("textbox", { name: "Code of six digits" });
  await test.step("a code is sent, and a wrong one costs a try", async () => {
    await expect(dialog.getByRole("textbox", { name: "Mail" })).toHaveValue("mira@example.org");
    await expect(code).toHaveCount(0);
    await dialog.getByRole("button", { name: "Send code" }).click();
    await expect(code).toBeFocused();
    await expect(code).toHaveAttribute("autocomplete", "one-time-code");
    await expect(code).toHaveAttribute("inputmode", "numeric");
    await expect(dialog.getByRole("status")).toContainText("mira@example.org");
    await code.fill("12345");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("The code has six digits.");
    await code.fill("000000");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("This is not the code that was sent.");
    await expect(dialog.getByRole("status")).toHaveText("4 tries left.");
  });

  await test.step("once they are used up another code is sent", async () => {
    mail.tries = 1;
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Have another one sent.");
    await dialog.getByRole("button", { name: "Send again" }).click();
    await expect(code).toBeFocused();
    await expect(code).toHaveValue("");
    await expect(dialog.getByRole("alert")).toBeEmpty();
  });

  await test.step("the right one, pasted with a space, makes the reader known", async () => {
    await code.fill(`${mail.code.slice(0, 3)} ${mail.code.slice(3)}`);
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(thread.said).toHaveText("Writing as Mira");
    await expect(thread.form.getByText("Writing as Mira")).toBeVisible();
    await expect(thread.form.getByRole("textbox", { name: /^Mail/ })).toHaveCount(0);
    await page.reload();
    await thread.compose();
    await expect(thread.form.getByText("Writing as Mira")).toBeVisible();
  });

  await test.step("no address is asked for any more", async () => {
    await thread.form.getByLabel("Notify of").selectOption("replies");
    await expect(thread.form.getByRole("textbox", { name: /^Mail/ })).toHaveCount(0);
    await thread.post("Known by an address");
    await expect(thread.said).toHaveText("Your comment was posted.");
    expect(mail.notify.at(-1)).toBe("replies");
    expect(mail.emails.at(-1)).toBeUndefined();
  });

  await test.step("the bells turn on and off", async () => {
    const follow = thread.root.getByRole("button", { name: "Follow by mail" });
    await expect(follow).toHaveAttribute("aria-pressed", "false");
    await follow.click();
    await expect(follow).toHaveAttribute("aria-pressed", "true");
    await expect(thread.said).toHaveText("New comments on this page will be mailed to you.");
    await page.reload();
    await expect(follow).toHaveAttribute("aria-pressed", "true");
    await follow.click();
    await expect(follow).toHaveAttribute("aria-pressed", "false");
    await expect(thread.said).toHaveText("New comments on this page will no longer be mailed to you.");

    const row = thread.comment("Worth following");
    await thread.more(row);
    const bell = row.getByRole("button", { name: "Tell me of replies" });
    await bell.click();
    await expect(bell).toHaveAttribute("aria-pressed", "true");
    await bell.click();
    await expect(bell).toHaveAttribute("aria-pressed", "false");
    expect(mail.subscriptions.map(({ method, body }) => `${method} ${body.scope}`)).toEqual([
      "POST page",
      "DELETE page",
      "POST replies",
      "DELETE replies",
    ]);
  });

  await test.step("and the reader can go", async () => {
    mail.verified = false;
    mail.reader = null;
    await thread.compose();
    await thread.form.getByRole("button", { name: "Sign out" }).click();
    await expect(thread.said).toHaveText("Signed out");
    await expect(thread.form.getByText("Writing as Mira")).toHaveCount(0);
    await expect(thread.root.getByRole("button", { name: "Follow by mail" })).not.toHaveAttribute("aria-pressed");
  });
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });

      test("everything about mail can be read, named and hit", async ({ page, mail: _, api, path, open }) => {
        await api.postMany(path, ["First words", "Second words"]);
        const thread = await open();
        await thread.compose();
        await thread.form.getByLabel("Notify of").selectOption("replies");
        await thread.more(thread.comment("First words"));
        await (await thread.reply(thread.comment("First words"))).getByRole("button", { name: "Tell me of replies" }).click();
        // Axe takes the ground of a page without a colour for white.
        expect(await violations(page, "color-contrast")).toEqual([]);
        expect((await words(page, "rejoinder-thread")).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
        const buttons = (await targets(page, "rejoinder-thread")).filter(({ name }) => name.startsWith("button"));
        expect(buttons.filter((button) => Math.min(button.width, button.height) < 43.5)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

        await thread.root.getByRole("button", { name: "Follow by mail" }).click();
        expect(await violations(page, "color-contrast")).toEqual([]);
        await page.keyboard.press("Escape");
        expect(await focused(page)).toContain("Follow by mail");
        await thread.form.getByRole("button", { name: "Prove this address" }).click();
        const dialog = thread.dialog("Prove this address");
        await dialog.getByRole("textbox", { name: "Mail" }).fill("mira@example.org");
        await dialog.getByRole("button", { name: "Send code" }).click();
        await expect(dialog.getByRole("textbox", { name: "Code of six digits" })).toBeFocused();
        expect(await violations(page, "color-contrast")).toEqual([]);
      });
    });
  }
}
