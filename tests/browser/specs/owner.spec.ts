// The owner of a site, in the thread itself: signed in, with a badge, and with a moderator's tools.
import { FAVICON } from "../support/admin";
import { answered } from "../support/console";
import { demoOwner } from "../support/server";
import { expect, test } from "../support/test";
import { SHORT_ARTICLE, Thread } from "../support/thread";

test("the owner answers with a badge, holds and approves what a guest posts, bans the guest and takes it back", async ({
  page,
  another,
  ownDemo,
  demo,
  consoleGuard,
}) => {
  consoleGuard.expects(answered(401), FAVICON);
  const owner = await demoOwner(ownDemo);
  const thread = await demo.open(ownDemo.origin, SHORT_ARTICLE);
  await thread.signIn(owner);
  await expect(thread.said).toHaveText("Signed in as Hanne Obi");
  await expect(thread.form.getByRole("paragraph").filter({ hasText: "Writing as" })).toContainText("Hanne Obi");
  await expect(thread.form.getByRole("textbox", { name: "Name" })).toHaveCount(0);

  await test.step("answers with a badge", async () => {
    await thread.post("The harbour office reads this too.");
    await expect(thread.said).toHaveText("Your comment was posted.");
    const answer = thread.comment("The harbour office reads this too.");
    await expect(answer).toContainText("Hanne Obi");
    await expect(thread.badge(answer)).toHaveText("Author");
  });

  const guests = await another();
  await guests.goto(ownDemo.origin + SHORT_ARTICLE);
  const guest = new Thread(guests);
  await test.step("a guest posts, and the owner holds it", async () => {
    await expect(guest.badge(guest.comment("The harbour office reads this too."))).toHaveText("Author");
    await guest.post("A guest's opinion of fog");
    await expect(guest.said).toHaveText("Your comment was posted.");
    await guest.more(guest.comment("A guest's opinion of fog"));
    await expect(guest.comment("A guest's opinion of fog").getByRole("button", { name: "Hold" })).toHaveCount(0);

    await page.reload();
    await expect(thread.heading).toHaveText("7 comments");
    await thread.more(thread.comment("A guest's opinion of fog"));
    await thread.comment("A guest's opinion of fog").getByRole("button", { name: "Hold" }).click();
    await expect(thread.said).toHaveText("Waiting");
    await expect(thread.heading).toHaveText("6 comments");
  });

  await test.step("it waits, and only its writer and the owner see it", async () => {
    await guests.reload();
    await expect(guest.heading).toHaveText("6 comments");
    await expect(guest.comment("A guest's opinion of fog")).toContainText("Only you can see this until it is approved.");
    const stranger = await another();
    await stranger.goto(ownDemo.origin + SHORT_ARTICLE);
    await expect(new Thread(stranger).heading).toHaveText("6 comments");
    await expect(new Thread(stranger).comment("A guest's opinion of fog")).toHaveCount(0);
  });

  await test.step("the owner approves it", async () => {
    await page.reload();
    const standing = thread.standing(thread.comment("A guest's opinion of fog"));
    await expect(standing).toContainText("Waiting");
    await standing.getByRole("button", { name: "Approve" }).click();
    await expect(thread.said).toHaveText("Approved");
    await expect(standing).toHaveCount(0);
    await expect(thread.heading).toHaveText("7 comments");
    await guests.reload();
    await expect(guest.heading).toHaveText("7 comments");
    await expect(guest.comment("A guest's opinion of fog")).not.toContainText("Only you can see this");
  });

  await test.step("the owner bans the guest, and the guest cannot write", async () => {
    const comment = thread.comment("A guest's opinion of fog");
    await thread.more(comment);
    await comment.getByRole("button", { name: "Ban…" }).click();
    const dialog = thread.dialog("Ban Anonymous");
    await dialog.getByRole("textbox", { name: /^Reason/ }).fill("A test of patience");
    await dialog.getByRole("button", { name: "Ban", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(thread.said).toHaveText("Anonymous is banned.");
    await expect(thread.standing(comment)).toContainText("Removed");
    await expect(thread.heading).toHaveText("6 comments");

    await guests.reload();
    await guest.post("Once more");
    await expect(guest.form.getByRole("alert")).toContainText("You cannot take part here at the moment.");
    await expect(guest.field).toHaveValue("Once more");
  });

  await test.step("the owner takes both back", async () => {
    await thread.standing(thread.comment("A guest's opinion of fog")).getByRole("button", { name: "Undo" }).click();
    await expect(thread.said).toHaveText("Undone");
    await expect(thread.heading).toHaveText("7 comments");

    await page.goto(`${ownDemo.origin}/admin/bans`);
    await page.getByLabel("Mail address").fill(owner.email);
    await page.getByLabel("Password", { exact: true }).fill(owner.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Bans");
    const lift = page.getByRole("button", { name: /^Lift the ban/ });
    // Of the person alone: a network is many people.
    await expect(lift).toHaveCount(1);
    await lift.click();
    await expect(page.getByText("Nobody is banned.")).toBeVisible();

    await guest.form.getByRole("button", { name: "Try again" }).click();
    await expect(guest.said).toHaveText("Your comment was posted.");
  });
});

test("the owner pins a comment and closes the page for guests", async ({ page, another, ownDemo, demo }) => {
  const thread = await demo.open(ownDemo.origin, SHORT_ARTICLE);
  await thread.signIn(await demoOwner(ownDemo));
  await thread.post("Please read this first.");
  await expect(thread.said).toHaveText("Your comment was posted.");
  await thread.post("And this after it.");
  await expect(thread.heading).toHaveText("7 comments");
  const first = thread.comment("Please read this first.");
  await thread.more(first);
  await first.getByRole("button", { name: "Pin", exact: true }).click();
  await expect(thread.said).toHaveText("Pinned");
  await thread.root.getByRole("button", { name: "Close comments" }).click();
  await expect(thread.said).toHaveText("Comments are now closed.");

  const guests = await another();
  await guests.goto(ownDemo.origin + SHORT_ARTICLE);
  const guest = new Thread(guests);
  await expect(guest.comments.first()).toContainText("Please read this first.");
  await expect(guest.comments.first()).toContainText("Pinned");
  await expect(guest.root.getByText(/^Comments (are closed|closed on)/)).toBeVisible();
  await expect(guest.field).toBeHidden();

  await thread.root.getByRole("button", { name: "Open comments" }).click();
  await expect(thread.said).toHaveText("Comments are now open.");
  await guests.reload();
  await guest.post("Open again");
  await expect(guest.said).toHaveText("Your comment was posted.");
  await page.reload();
  await expect(thread.comment("Open again")).toBeVisible();
});

test("signing out leaves a guest, and a wrong password is told as such", async ({ ownDemo, demo, consoleGuard }) => {
  consoleGuard.expects(answered(401));
  const { email, password } = await demoOwner(ownDemo);
  const thread = await demo.open(ownDemo.origin, SHORT_ARTICLE);
  await thread.field.fill("Words that stay");
  await thread.form.getByRole("button", { name: "Sign in" }).click();
  const dialog = thread.dialog("Sign in");
  await expect(dialog.getByRole("textbox", { name: "Mail" })).toBeFocused();
  await dialog.getByRole("textbox", { name: "Mail" }).fill(email);
  await dialog.getByLabel("Password").fill("not the password");
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Mail and password do not fit together.");
  await dialog.getByLabel("Password").fill(password);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(thread.field).toHaveValue("Words that stay");

  await thread.form.getByRole("button", { name: "Sign out" }).click();
  await expect(thread.said).toHaveText("Signed out");
  await expect(thread.form.getByRole("textbox", { name: "Name" })).toBeVisible();
  await expect(thread.root.getByRole("button", { name: "Close comments" })).toBeHidden();
  await expect(thread.field).toHaveValue("Words that stay");
});
