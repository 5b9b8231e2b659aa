// Being told by mail, from the wish in the widget to the mail, to the page its link opens, and back to the comment.
import type { Page } from "@playwright/test";
import { FAVICON } from "../support/admin";
import { violations } from "../support/axe";
import { answered } from "../support/console";
import { words } from "../support/contrast";
import { tag } from "../support/host";
import { codeIn, commentLink, linkTo, type Mail, type Mailbox } from "../support/mail";
import { Server } from "../support/server";
import { ServerPage } from "../support/server-page";
import { targets } from "../support/targets";
import { expect, test as base } from "../support/test";
import { focused, permalink, Thread } from "../support/thread";

interface Given {
  /** An address of this test alone. */
  mira: string;
  /** Somebody who follows the page of this test, and has said so. */
  follower(): Promise<string>;
  serverPage: ServerPage;
  /** A server of this test alone: its site `blog` publishes all, its site `strict` nothing before its owner has looked. */
  owned: { server: Server; owner: string };
}

let addresses = 0;

function newAddress(name: string): string {
  addresses += 1;
  return `${name}-${addresses}@example.org`;
}

const test = base.extend<Given, { mailbox: Mailbox }>({
  server: [
    async ({ host }, use) => {
      const server = await Server.start({ sites: [{ key: "blog", origins: [host.origin] }], mail: "folder" });
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
  mailbox: [async ({ server }, use) => use(server.mailbox), { scope: "worker" }],
  mira: async ({}, use) => use(newAddress("mira")),
  follower: async ({ api, path, mailbox }, use) => {
    await use(async () => {
      const email = newAddress("follower");
      await api.follow(path, email);
      await confirmed(await mailbox.next(email));
      return email;
    });
  },
  serverPage: async ({ page }, use) => use(new ServerPage(page)),
  owned: async ({ host, stopLater }, use) => {
    const origins = [host.origin];
    const sites = [
      { key: "blog", origins },
      { key: "strict", origins, flags: ["--hold", "all"] },
    ];
    const server = await Server.start({ sites, mail: "folder" });
    stopLater.push(() => server.remove());
    await use({ server, owner: (await server.addOwner("Olive Owner")).email });
  },
});

test.beforeEach(({ consoleGuard }) => consoleGuard.expects(FAVICON));

const CONFIRM = "Check your mail to confirm, if you have not before.";
const TITLE = "How the tide comes in";

/** What the button of the confirmation does, for tests of something else. */
async function confirmed(mail: Mail): Promise<void> {
  const link = linkTo("/subscription/confirm", mail);
  const answer = await fetch(link, { method: "POST", body: new URLSearchParams({ answer: "yes" }) });
  expect(answer.status).toBe(200);
}

async function write(thread: Thread, { name, email, body }: { name: string; email: string; body: string }): Promise<void> {
  await thread.compose();
  await thread.form.getByRole("textbox", { name: "Name" }).fill(name);
  await thread.form.getByLabel("Notify of").selectOption("replies");
  await thread.form.getByRole("textbox", { name: /^Mail/ }).fill(email);
  await thread.post(body);
  await expect(thread.said).toHaveText(`Your comment was posted. ${CONFIRM}`);
}

/** Another reader, in a browser of their own, answers. */
async function answer(page: Page, url: string, to: string, body: string, name: string): Promise<void> {
  await page.goto(url);
  const thread = new Thread(page);
  await thread.postReply(thread.comment(to), body, name);
  await expect(thread.said).toHaveText("Your comment was posted.");
}

base("without mail nothing is offered that needs it", async ({ api, path, open }) => {
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

test("who wants to be told is asked for an address, told to confirm, and not asked again", async ({ page, mailbox, mira, open }) => {
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

  await thread.form.getByRole("textbox", { name: "Name" }).fill("Mira");
  await address.fill(mira);
  await thread.form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toHaveText(`Your comment was posted. ${CONFIRM}`);
  await expect(thread.comment("Words that wait for an address").getByText(CONFIRM)).toBeVisible();
  const mail = await mailbox.next(mira);
  expect(mail.subject).toBe(`Please confirm: new comments on ${TITLE}`);
  expect(mail.text).toContain("Somebody who goes by “Mira”");

  await page.reload();
  await thread.compose();
  await expect(choice).toHaveValue("page");
  await expect(address).toHaveValue(mira);
  await expect(thread.field).toBeFocused();
  await choice.selectOption("none");
  await expect(address).toHaveCount(0);
  await thread.post("And of nothing more");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await page.reload();
  await thread.compose();
  await expect(choice).toHaveValue("none");
});

test("the mail asks, its page settles it, and a reply comes as a mail that leads to it", async ({
  page,
  another,
  api,
  path,
  mailbox,
  mira,
  open,
  serverPage,
}) => {
  const thread = await open();
  const url = page.url();
  await write(thread, { name: "Mira", email: mira, body: "When does the water turn?" });
  const asking = await mailbox.next(mira);
  expect(asking.subject).toBe(`Please confirm: new replies on ${TITLE}`);

  await test.step("a press on the page that the mail opens confirms", async () => {
    await serverPage.open(linkTo("/subscription/confirm", asking), "Be told by mail?");
    await expect(serverPage.words).toContainText(mira);
    await expect(serverPage.words).toContainText(TITLE);
    await serverPage.press("Yes, tell me");
    await expect(serverPage.heading).toHaveText("That is settled");
    await serverPage.open(linkTo("/subscription/confirm", asking), "That is settled");
  });

  await test.step("what is said elsewhere on the page is told to others, a reply is told with its words", async () => {
    await api.post(path, "Nothing to do with it");
    await answer(await another(), url, "When does the water turn?", "At *half past six*.", "Mira");
    const told = await mailbox.next(mira);
    expect(told.subject).toBe(`New reply to you: ${TITLE}`);
    for (const part of [told.text, told.html]) {
      expect(part).toContain("half past six");
      expect(part).toContain("When does the water turn?");
    }
    const [, reply] = (await api.thread(path)).comments.filter(({ parent, html }) => parent !== null || html.includes("turn"));
    expect(commentLink(told)).toBe(permalink(url, reply!.id));
    await page.goto(commentLink(told));
    await expect(thread.comment("At half past six.")).toBeInViewport();
    await expect(thread.comment("At half past six.")).toBeFocused();
  });

  await test.step("who has confirmed once is not asked by mail again", async () => {
    await thread.post("And when does it come back?");
    await expect(thread.said).toContainText(CONFIRM);
    await answer(await another(), url, "And when does it come back?", "Past noon.", "Mira");
    expect((await mailbox.next(mira)).text).toContain("Past noon.");
  });
});

test("an address that says no is written to no more", async ({ page, mailbox, mira, follower, api, path, open, serverPage }) => {
  await write(await open(), { name: "Mallory", email: mira, body: "In somebody else's name" });
  const url = page.url();
  await serverPage.open(linkTo("/subscription/confirm", await mailbox.next(mira)), "Be told by mail?");
  await serverPage.press("No, and write me no more");
  await expect(serverPage.heading).toHaveText("No more mail");
  await page.goto(url);
  const thread = new Thread(page);
  await thread.compose();
  await expect(thread.form.getByRole("textbox", { name: /^Mail/ })).toHaveValue(mira);
  await thread.post("Once more");
  // Who asks is not told what somebody else has decided.
  await expect(thread.said).toHaveText(`Your comment was posted. ${CONFIRM}`);
  const other = await follower();
  for (const body of ["Something new", "And newer"]) {
    await api.post(path, body);
    expect((await mailbox.next(other)).text).toContain(body);
  }
  expect(await mailbox.unread(mira)).toEqual([]);
});

test("a reply has a bell of its own, and pressing it leads to the address", async ({ mailbox, mira, api, path, open }) => {
  const parent = await api.post(path, "A question");
  const thread = await open();
  const form = await thread.reply(thread.comment("A question"));
  const bell = form.getByRole("button", { name: "Tell me of replies" });
  await expect(bell).toHaveAttribute("aria-pressed", "false");
  await bell.click();
  await expect(bell).toHaveAttribute("aria-pressed", "true");
  const address = form.getByRole("textbox", { name: /^Mail/ });
  await expect(address).toBeFocused();
  await address.fill(mira);
  await form.getByRole("textbox", { name: /^Your reply/ }).fill("An answer");
  await form.getByRole("button", { name: "Post" }).click();
  await expect(thread.said).toContainText(CONFIRM);
  await confirmed(await mailbox.next(mira));
  const reply = (await api.thread(path)).comments.find(({ parent: above }) => above === parent.id);
  await api.post(path, "Not below it", { parent });
  await api.post(path, "Below it", { parent: reply });
  expect((await mailbox.next(mira)).text).toContain("Below it");
});

test("a page is followed without a word written", async ({ mailbox, mira, api, path, open }) => {
  const thread = await open();
  const follow = thread.root.getByRole("button", { name: "Follow by mail" });
  await follow.click();
  const dialog = thread.dialog("Follow by mail");
  await expect(dialog.getByRole("textbox", { name: "Mail" })).toBeFocused();
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Write your mail address first.");
  await dialog.getByRole("textbox", { name: "Mail" }).fill(mira);
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(dialog).toBeHidden();
  await expect(follow).toBeFocused();
  await expect(thread.said).toHaveText(CONFIRM);
  await expect(thread.root.getByText(CONFIRM).and(thread.root.locator("section *"))).toBeVisible();
  const asking = await mailbox.next(mira);
  // Nobody has written on the page: what it is called is a stranger's word so far.
  expect(asking.subject).toBe("Please confirm: new comments on The blog");
  await confirmed(asking);
  const said = await api.post(path, "Said by somebody", { name: "Jun" });
  const told = await mailbox.next(mira);
  expect(told.subject).toBe(`New comment: ${TITLE}`);
  expect(told.text).toContain("Jun wrote");
  expect(commentLink(told)).toContain(said.id);
});

test("the bell of one comment asks for the replies to that one", async ({ mailbox, mira, api, path, open }) => {
  const comment = await api.post(path, "Somebody else's question");
  const thread = await open();
  const row = thread.comment("Somebody else's question");
  await thread.more(row);
  await row.getByRole("button", { name: "Tell me of replies" }).click();
  const dialog = thread.dialog("Tell me of replies");
  await dialog.getByRole("textbox", { name: "Mail" }).fill(mira);
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(row.getByText(CONFIRM)).toBeVisible();
  await expect(row.getByRole("button", { name: "Tell me of replies" })).toBeFocused();
  await confirmed(await mailbox.next(mira));
  await api.post(path, "A comment beside it");
  await api.post(path, "An answer to it", { parent: comment });
  expect((await mailbox.next(mira)).text).toContain("An answer to it");
});

test("an address the server refuses is told in its words", async ({ open, consoleGuard }) => {
  consoleGuard.expects(answered(422));
  const thread = await open();
  await thread.root.getByRole("button", { name: "Follow by mail" }).click();
  const dialog = thread.dialog("Follow by mail");
  await dialog.getByRole("textbox", { name: "Mail" }).fill('"mira" <mira>');
  await dialog.getByRole("button", { name: "Follow" }).click();
  await expect(dialog.getByRole("alert")).toContainText(/mail address/);
  await expect(dialog.getByRole("textbox", { name: "Mail" })).toHaveValue('"mira" <mira>');
});

/** Opens the dialog that proves an address, from the form of a reader with this name. */
async function startProving(thread: Thread, name: string, email: string) {
  await thread.compose();
  await thread.form.getByRole("textbox", { name: "Name" }).fill(name);
  await thread.form.getByRole("button", { name: "Website and mail" }).click();
  await thread.form.getByRole("textbox", { name: /^Mail/ }).fill(email);
  await thread.form.getByRole("button", { name: "Prove this address" }).click();
  const dialog = thread.dialog("Prove this address");
  return { dialog, code: dialog.getByRole("textbox", { name: "Code of six digits" }) };
}

const another6 = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

test("who has proven an address is known, follows by a press, and stops by another", async ({
  page,
  mailbox,
  mira,
  api,
  path,
  open,
  consoleGuard,
}) => {
  consoleGuard.expects(answered(422), answered(410));
  const worth = await api.post(path, "Worth following");
  const thread = await open();
  const { dialog, code } = await startProving(thread, "Mira", mira);
  let sent = "";
  await test.step("a code is sent, and a wrong one costs a try", async () => {
    await expect(dialog.getByRole("textbox", { name: "Mail" })).toHaveValue(mira);
    await expect(code).toHaveCount(0);
    await dialog.getByRole("button", { name: "Send code" }).click();
    await expect(code).toBeFocused();
    await expect(code).toHaveAttribute("autocomplete", "one-time-code");
    await expect(code).toHaveAttribute("inputmode", "numeric");
    await expect(dialog.getByRole("status")).toContainText(mira);
    const mail = await mailbox.next(mira);
    sent = codeIn(mail);
    expect(mail.subject).toContain(sent);
    await code.fill("12345");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("The code has six digits.");
    await code.fill(another6(sent));
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("This is not the code that was sent.");
    await expect(dialog.getByRole("status")).toHaveText("4 tries left.");
  });

  await test.step("once they are used up the right one is of no use, and another is sent", async () => {
    for (const left of ["3 tries", "2 tries", "1 try"]) {
      await dialog.getByRole("button", { name: "Confirm" }).click();
      await expect(dialog.getByRole("status")).toHaveText(`${left} left.`);
    }
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Have another one sent.");
    await code.fill(sent);
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await expect(dialog.getByRole("alert")).toContainText("Have another one sent.");
    await dialog.getByRole("button", { name: "Send again" }).click();
    await expect(code).toBeFocused();
    await expect(code).toHaveValue("");
    await expect(dialog.getByRole("alert")).toBeEmpty();
  });

  await test.step("the right one, pasted with a space, makes the reader known", async () => {
    const right = codeIn(await mailbox.next(mira));
    await code.fill(`${right.slice(0, 3)} ${right.slice(3)}`);
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(thread.said).toHaveText("Writing as Mira");
    await expect(thread.form.getByText("Writing as Mira")).toBeVisible();
    await expect(thread.form.getByRole("textbox", { name: /^Mail/ })).toHaveCount(0);
    await page.reload();
    await thread.compose();
    await expect(thread.form.getByText("Writing as Mira")).toBeVisible();
  });

  await test.step("no address is asked for any more, and nothing is to be confirmed", async () => {
    await thread.form.getByLabel("Notify of").selectOption("replies");
    await expect(thread.form.getByRole("textbox", { name: /^Mail/ })).toHaveCount(0);
    await thread.post("Known by an address");
    await expect(thread.said).toHaveText("Your comment was posted.");
    const mine = (await api.thread(path)).comments.find(({ html }) => html.includes("Known by"));
    await api.post(path, "An answer to the known", { parent: mine });
    expect((await mailbox.next(mira)).text).toContain("An answer to the known");
  });

  await test.step("the bells turn on and off", async () => {
    const follow = thread.root.getByRole("button", { name: "Follow by mail" });
    await expect(follow).toHaveAttribute("aria-pressed", "false");
    await follow.click();
    await expect(follow).toHaveAttribute("aria-pressed", "true");
    await expect(thread.said).toHaveText("New comments on this page will be mailed to you.");
    await api.post(path, "While the page is followed");
    expect((await mailbox.next(mira)).text).toContain("While the page is followed");
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
    await api.post(path, "While nobody is told");
    await api.post(path, "An answer worth a mail", { parent: worth });
    expect((await mailbox.next(mira)).text).toContain("An answer worth a mail");
    await page.reload();
    await thread.more(row);
    await expect(bell).toHaveAttribute("aria-pressed", "true");
    await bell.click();
    await expect(bell).toHaveAttribute("aria-pressed", "false");
    await page.reload();
    await thread.more(row);
    await expect(bell).toHaveAttribute("aria-pressed", "false");
  });

  await test.step("and the reader can go", async () => {
    await thread.compose();
    await thread.form.getByRole("button", { name: "Sign out" }).click();
    await expect(thread.said).toHaveText("Signed out");
    await expect(thread.form.getByText("Writing as Mira")).toHaveCount(0);
    await expect(thread.root.getByRole("button", { name: "Follow by mail" })).not.toHaveAttribute("aria-pressed");
  });
});

test("who proves the same address in another browser is the same person and changes their comment there", async ({
  page,
  another,
  mailbox,
  mira,
  open,
}) => {
  const thread = await open();
  const first = await startProving(thread, "Mira", mira);
  await first.dialog.getByRole("button", { name: "Send code" }).click();
  await first.code.fill(codeIn(await mailbox.next(mira)));
  await page.keyboard.press("Enter");
  await expect(thread.said).toHaveText("Writing as Mira");
  await thread.post("A **tpyo** at the desk");
  await expect(thread.said).toHaveText("Your comment was posted.");

  const telephone = await another();
  await telephone.goto(page.url());
  const there = new Thread(telephone);
  const mine = there.comment("at the desk");
  await there.more(mine);
  await expect(mine.getByRole("button", { name: "Copy link" })).toBeVisible();
  await expect(mine.getByRole("button", { name: /^Edit/ })).toHaveCount(0);
  const second = await startProving(there, "", mira);
  await second.dialog.getByRole("button", { name: "Send code" }).click();
  await second.code.fill(codeIn(await mailbox.next(mira)));
  await telephone.keyboard.press("Enter");
  await expect(there.said).toHaveText("Writing as Mira");

  await mine.getByRole("button", { name: /^Edit/ }).click();
  await there.editField.fill("A typo, mended on the telephone");
  await there.formWith("Change your comment").getByRole("button", { name: "Save" }).click();
  await expect(there.said).toHaveText("Your comment was changed.");
  await page.reload();
  await expect(thread.comment("mended on the telephone")).toContainText("Mira");
});

test("a page is left by the link of any of its mails", async ({ page, mailbox, follower, api, path, open, serverPage }) => {
  await open();
  const url = page.url();
  const [mira, other] = [await follower(), await follower()];
  await api.post(path, "The last that Mira is told");
  const told = await mailbox.next(mira);
  await mailbox.next(other);
  const leave = linkTo("/subscription/leave", told);
  expect(told.headers.get("list-unsubscribe")).toContain(leave);
  expect(told.headers.get("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");

  await serverPage.open(leave, "Stop these mails?");
  await expect(serverPage.words).toContainText(path);
  await serverPage.press("Stop these mails");
  await expect(serverPage.heading).toHaveText("These mails have stopped");
  await serverPage.open(leave, "These mails have stopped");
  for (const body of ["Mira is not told this", "Nor that"]) {
    await api.post(path, body);
    // When the second has come to the other, the first is settled for everybody.
    expect((await mailbox.next(other)).text).toContain(body);
  }
  expect(await mailbox.unread(mira)).toEqual([]);

  await serverPage.press("Everything you follow on The blog");
  await expect(serverPage.heading).toHaveText("What you follow");
  await expect(serverPage.words).toContainText("Nothing at the moment.");
  await page.goto(url);
});

test("everything one follows stands on one page, is stopped there one by one or for good, and taken up again", async ({
  page,
  mailbox,
  mira,
  api,
  path,
  host,
  server,
  open,
  serverPage,
}) => {
  const thread = await open();
  const url = page.url();
  await write(thread, { name: "Mira", email: mira, body: "My question about the tide" });
  await confirmed(await mailbox.next(mira));
  await page.goto(host.show(`${path}-more`, { title: "Low water", comments: tag(server.origin, "blog") }));
  await thread.root.getByRole("button", { name: "Follow by mail" }).click();
  await thread.dialog("Follow by mail").getByRole("textbox", { name: "Mail" }).fill(mira);
  await thread.dialog("Follow by mail").getByRole("button", { name: "Follow" }).click();
  await expect(thread.said).toHaveText(CONFIRM);
  const [mine] = (await api.thread(path)).comments;
  await api.post(path, "An answer", { parent: mine });
  const manage = linkTo("/subscription/manage", await mailbox.next(mira));

  const entries = page.getByRole("listitem");
  await test.step("each with its words and a way there", async () => {
    await serverPage.open(manage, "What you follow");
    await expect(serverPage.words).toContainText(mira);
    await expect(entries).toHaveCount(2);
    const replies = entries.filter({ hasText: TITLE });
    await expect(replies).toContainText("My question about the tide");
    await expect(replies.getByRole("link")).toHaveAttribute("href", permalink(url, mine!.id));
    await expect(entries.filter({ hasText: "Low water" })).toContainText("New comments");
  });

  await test.step("one stops, the other stays", async () => {
    await serverPage.press("Stop: New comments, Low water");
    await expect(entries).toHaveCount(1);
    await api.post(`${path}-more`, "Not told");
    await api.post(path, "Told", { parent: mine });
    expect((await mailbox.next(mira)).text).toContain("Told");
  });

  await test.step("all stops, and the address is forgotten until its owner lets it be used again", async () => {
    await serverPage.press("Stop everything and forget my address");
    await expect(serverPage.words).toContainText("This address has left The blog");
    await expect(serverPage.words).not.toContainText(mira);
    await serverPage.press("Let it be used here again");
    await expect(serverPage.heading).toHaveText("You may come back");
    await page.goto(url);
    await thread.post("Back again");
    await expect(thread.said).toContainText(CONFIRM);
    expect((await mailbox.next(mira)).subject).toContain("Please confirm");
  });
});

test("a link that is not whole says so and does nothing", async ({ page, mailbox, follower, api, path, serverPage, consoleGuard }) => {
  consoleGuard.expects(answered(404));
  const mira = await follower();
  await api.post(path, "Told");
  const manage = linkTo("/subscription/manage", await mailbox.next(mira));
  await serverPage.open(manage.slice(0, -4), "This link does not work");
  await expect(serverPage.words).not.toContainText(mira);
  await expect(page.getByRole("button")).toHaveCount(0);
});

test("an owner approves what waits by the link of a mail, and its writer's page shows it", async ({
  page,
  another,
  host,
  path,
  owned,
  serverPage,
}) => {
  const { server, owner } = owned;
  const url = host.show(path, { comments: tag(server.origin, "strict") });
  const readers = await another();
  await readers.goto(url);
  const reader = new Thread(readers);
  await reader.compose();
  await reader.form.getByRole("textbox", { name: "Name" }).fill("Jun");
  await reader.post("May this be *published*?");
  await expect(reader.comment("May this be published?")).toContainText("Only you can see this");

  const mail = await server.mailbox.next(owner);
  expect(mail.subject).toBe(`Waiting for you: ${TITLE}`);
  await serverPage.open(linkTo("/moderation/approve", mail), "Approve this comment?");
  for (const said of ["Jun", "May this be *published*?", "waiting", TITLE]) await expect(serverPage.words).toContainText(said);
  expect((await server.api("strict").thread(path)).comments).toEqual([]);
  await serverPage.open(linkTo("/moderation/reply", mail), "Answer this comment");
  await expect(serverPage.words).toContainText("so it cannot be answered yet");
  await expect(page.getByRole("textbox")).toHaveCount(0);
  await serverPage.open(linkTo("/moderation/approve", mail), "Approve this comment?");
  await serverPage.press("Approve");
  await expect(serverPage.heading).toHaveText("The comment is approved");
  await readers.reload();
  await expect(reader.comment("May this be published?")).not.toContainText("Only you can see this");
  await serverPage.open(linkTo("/moderation/approve", mail), "This is done already");

  await page.goto(linkTo("/moderation/remove", mail));
  await serverPage.press("Remove");
  await expect(serverPage.heading).toHaveText("The comment is removed");
  expect((await server.api("strict").thread(path)).comments).toEqual([]);
});

test("an owner marks as spam and removes by a mail's links, but not what somebody else has decided about", async ({
  page,
  path,
  owned,
  serverPage,
  consoleGuard,
}) => {
  consoleGuard.expects(answered(409));
  const { server, owner } = owned;
  const strict = server.api("strict");
  for (const [action, title, button, done] of [
    ["spam", "Is this spam?", "Mark as spam", "The comment is marked as spam"],
    ["remove", "Remove this comment?", "Remove", "The comment is removed"],
  ] as const) {
    await strict.post(path, `Words to ${action}`);
    const mail = await server.mailbox.next(owner);
    await serverPage.open(linkTo(`/moderation/${action}`, mail), title);
    await expect(serverPage.words).toContainText(`Words to ${action}`);
    await serverPage.press(button);
    await expect(serverPage.heading).toHaveText(done);
    await serverPage.open(linkTo(`/moderation/${action}`, mail), "This is done already");
  }

  await strict.post(path, "Two look at this at once");
  const mail = await server.mailbox.next(owner);
  await serverPage.open(linkTo("/moderation/spam", mail), "Is this spam?");
  const colleague = await page.context().newPage();
  const theirs = new ServerPage(colleague);
  await theirs.open(linkTo("/moderation/approve", mail), "Approve this comment?");
  await theirs.press("Approve");
  await expect(theirs.heading).toHaveText("The comment is approved");
  await serverPage.press("Mark as spam");
  await expect(page.getByRole("alert")).toContainText("Somebody has decided about this comment meanwhile.");
  expect((await strict.thread(path)).comments).toHaveLength(1);
});

test("an owner answers by the link of a mail, and what cannot be posted is not lost", async ({
  page,
  host,
  path,
  owned,
  serverPage,
  consoleGuard,
}) => {
  consoleGuard.expects(answered(422));
  const { server, owner } = owned;
  await page.goto(host.show(path, { comments: tag(server.origin, "blog") }));
  const thread = new Thread(page);
  await thread.post("A question to the owner");
  await expect(thread.said).toHaveText("Your comment was posted.");
  const mail = await server.mailbox.next(owner);
  expect(mail.subject).toBe(`New comment: ${TITLE}`);
  await serverPage.open(linkTo("/moderation/reply", mail), "Answer this comment");
  await expect(serverPage.words).toContainText("A question to the owner");
  const field = page.getByRole("textbox", { name: "Your answer, as Olive Owner" });

  await serverPage.tabTo("Your answer, as Olive Owner");
  await page.keyboard.insertText("x".repeat(20_000));
  await serverPage.press("Post the answer");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(field).toHaveValue("x".repeat(20_000));
  await field.fill("");
  await serverPage.tabTo("Your answer, as Olive Owner");
  await page.keyboard.type("An *answer* from the mail");
  await serverPage.press("Post the answer");
  await expect(serverPage.heading).toHaveText("Your answer is posted");

  await serverPage.press("Read it on the page");
  const answerShown = thread.comment("An answer from the mail");
  await expect(answerShown).toContainText("Olive Owner");
  await expect(answerShown).toContainText("Reply to");
  await expect(thread.badge(answerShown)).toHaveText("Owner");
});

test("an account's mails stop by their link too", async ({ path, owned, serverPage }) => {
  const { server, owner } = owned;
  const strict = server.api("strict");
  await strict.post(path, "One more");
  await serverPage.open(linkTo("/subscription/leave", await server.mailbox.next(owner)), "Stop these mails?");
  await serverPage.press("Stop these mails");
  await expect(serverPage.heading).toHaveText("These mails have stopped");
  const other = (await server.addOwner("Other Owner")).email;
  for (const body of ["Not told to Olive", "Nor that"]) {
    await strict.post(path, body);
    expect((await server.mailbox.next(other)).text).toContain(body);
  }
  expect(await server.mailbox.unread(owner)).toEqual([]);
});

async function hasNoFault(page: Page): Promise<void> {
  const title = await page.title();
  expect(await violations(page), title).toEqual([]);
  expect((await words(page, "main")).filter(({ ratio }) => ratio < 4.5), title).toEqual([]);
  const inWords = await page.locator("li a, .by a").evaluateAll((links) => links.map((link) => `a ${link.textContent}`));
  // Links in the midst of words are lines of text.
  const controls = (await targets(page, "main")).filter(({ name }) => !inWords.includes(name));
  expect(controls.filter(({ width, height }) => Math.min(width, height) < 43.5), title).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), title).toBe(true);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });

      test("everything about mail can be read, named and hit", async ({ page, mira, api, path, open }) => {
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
        await dialog.getByRole("textbox", { name: "Mail" }).fill(mira);
        await dialog.getByRole("button", { name: "Send code" }).click();
        await expect(dialog.getByRole("textbox", { name: "Code of six digits" })).toBeFocused();
        expect(await violations(page, "color-contrast")).toEqual([]);
      });

      test("the pages of a reader's links can be read, named and hit", async ({
        page,
        mailbox,
        mira,
        api,
        path,
        open,
        serverPage,
        consoleGuard,
      }) => {
        consoleGuard.expects(answered(404));
        await write(await open(), { name: "Mira", email: mira, body: "A question, and a word without an end: ".padEnd(200, "o") });
        await api.follow(path, mira);
        const asking = await mailbox.next(mira);
        await serverPage.open(linkTo("/subscription/confirm", asking), "Be told by mail?");
        await hasNoFault(page);
        await serverPage.press("Yes, tell me");
        await expect(serverPage.heading).toHaveText("That is settled");
        await hasNoFault(page);
        await api.post(path, "Something new");
        const told = await mailbox.next(mira);
        await serverPage.open(linkTo("/subscription/leave", told), "Stop these mails?");
        await hasNoFault(page);
        await serverPage.open(linkTo("/subscription/manage", told), "What you follow");
        await hasNoFault(page);
        await serverPage.open(linkTo("/subscription/leave", told), "Stop these mails?");
        await serverPage.press("Stop these mails");
        await expect(serverPage.heading).toHaveText("These mails have stopped");
        await hasNoFault(page);
        await serverPage.press("Everything you follow on The blog");
        await serverPage.press("Stop everything and forget my address");
        await expect(serverPage.words).toContainText("has left");
        await hasNoFault(page);
        await serverPage.open(linkTo("/subscription/confirm", asking), "No more mail");
        await hasNoFault(page);
        await serverPage.open(linkTo("/subscription/leave", told).slice(0, -3), "This link does not work");
        await hasNoFault(page);
      });

      test("the pages of an owner's links can be read, named and hit", async ({ page, host, path, owned, serverPage, consoleGuard }) => {
        consoleGuard.expects(answered(422));
        const { server, owner } = owned;
        await page.goto(host.show(path, { comments: tag(server.origin, "strict") }));
        const thread = new Thread(page);
        await thread.post(`A word without an end: ${"o".repeat(300)}`);
        await expect(thread.comments).toHaveCount(1);
        const mail = await server.mailbox.next(owner);
        for (const [action, title] of [
          ["approve", "Approve this comment?"],
          ["spam", "Is this spam?"],
          ["remove", "Remove this comment?"],
          ["reply", "Answer this comment"],
        ] as const) {
          await serverPage.open(linkTo(`/moderation/${action}`, mail), title);
          await hasNoFault(page);
        }
        await serverPage.open(linkTo("/moderation/approve", mail), "Approve this comment?");
        await serverPage.press("Approve");
        await expect(serverPage.heading).toHaveText("The comment is approved");
        await hasNoFault(page);
        await serverPage.open(linkTo("/moderation/approve", mail), "This is done already");
        await hasNoFault(page);
        await serverPage.open(linkTo("/moderation/reply", mail), "Answer this comment");
        await hasNoFault(page);
        await page.getByRole("textbox").fill("x".repeat(20_000));
        await serverPage.press("Post the answer");
        await expect(page.getByRole("alert")).toBeVisible();
        await hasNoFault(page);
      });
    });
  }
}
