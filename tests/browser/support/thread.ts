// A thread as a reader meets it: by roles, names and words, never by the widget's own classes.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Credentials } from "./server";

export class Thread {
  readonly heading: Locator;
  readonly field: Locator;
  readonly comments: Locator;
  readonly said: Locator;
  readonly loadMore: Locator;
  readonly points: VoteBox;
  /** The form at the top. */
  readonly form: Locator;

  constructor(
    readonly page: Page,
    readonly root: Locator = page.locator("rejoinder-thread"),
  ) {
    this.heading = root.getByRole("heading", { level: 2 });
    this.field = root.getByRole("textbox", { name: "Your comment" });
    this.comments = root.getByRole("article");
    this.said = root.locator('[role="status"][aria-live="polite"]');
    this.loadMore = root.getByRole("button", { name: /^Load more comments/ });
    this.points = new VoteBox(root.getByRole("group", { name: "Points for this page" }));
    this.form = this.formWith("Your comment");
  }

  async ready(): Promise<void> {
    await expect(this.heading).toBeVisible();
  }

  /** The comment with these words. */
  comment(words: string | RegExp): Locator {
    return this.comments.filter({ has: this.page.locator('[part~="body"]', { hasText: words }) });
  }

  votes(comment: Locator): VoteBox {
    return new VoteBox(comment.getByRole("group", { name: /^Votes for the comment by/ }));
  }

  body(comment: Locator): Locator {
    return comment.locator('[part~="body"]');
  }

  /** The first words of every comment, in reading order. */
  bodies(): Promise<string[]> {
    return this.root.locator('article [part~="body"]').allInnerTexts();
  }

  /** The form whose text field has this name. */
  formWith(name: string): Locator {
    return this.root.locator("form").filter({ has: this.page.getByRole("textbox", { name, exact: true }) });
  }

  sort(name: "Newest" | "Oldest" | "Most voted"): Locator {
    return this.root.getByRole("group", { name: "Sort comments" }).getByRole("button", { name });
  }

  async post(words: string): Promise<void> {
    await this.field.fill(words);
    await this.form.getByRole("button", { name: "Post" }).click();
  }

  /** Opens the form at the top and waits until all of it is there. */
  async compose(): Promise<void> {
    await this.field.click();
    await expect(this.form.getByRole("button", { name: "Post" })).toBeVisible();
  }

  /** Opens the reply form of a comment and gives it. */
  async reply(comment: Locator, name = "Anonymous"): Promise<Locator> {
    await comment.getByRole("button", { name: `Reply to ${name}` }).click();
    const form = this.formWith(`Your reply to ${name}`);
    await expect(form).toBeVisible();
    return form;
  }

  async postReply(comment: Locator, words: string, name = "Anonymous"): Promise<void> {
    const form = await this.reply(comment, name);
    await form.getByRole("textbox", { name: /^Your reply/ }).fill(words);
    await form.getByRole("button", { name: "Post" }).click();
  }

  /** Signs in by the form's own dialog. */
  async signIn({ email, password }: Credentials): Promise<void> {
    await this.field.click();
    await this.form.getByRole("button", { name: "Sign in" }).click();
    const dialog = this.dialog("Sign in");
    await dialog.getByRole("textbox", { name: "Mail" }).fill(email);
    await dialog.getByLabel("Password").fill(password);
    await dialog.getByRole("button", { name: "Sign in" }).click();
    await expect(dialog).toBeHidden();
  }

  dialog(name: string): Locator {
    return this.root.getByRole("dialog", { name });
  }

  /** What a moderator is told of a comment that is not public, and can do about it. */
  standing(comment: Locator): Locator {
    return comment.getByRole("group", { name: /^Moderate the comment/ });
  }

  badge(comment: Locator): Locator {
    return comment.locator('[part~="badge"]');
  }

  async more(comment: Locator): Promise<void> {
    const button = comment.getByRole("button", { name: /^More about/ });
    await button.click();
    await expect(button).toHaveAttribute("aria-expanded", "true");
  }

  /** Opens the form that changes a comment and gives it. */
  async edit(comment: Locator): Promise<Locator> {
    await this.more(comment);
    await comment.getByRole("button", { name: /^Edit/ }).click();
    return this.formWith("Change your comment");
  }

  get editField(): Locator {
    return this.root.getByRole("textbox", { name: "Change your comment" });
  }
}

/** Up, number, down. */
export class VoteBox {
  readonly up: Locator;
  readonly down: Locator;

  constructor(readonly group: Locator) {
    this.up = group.getByRole("button", { name: "Vote up" });
    this.down = group.getByRole("button", { name: "Vote down" });
  }

  /** The number shown, and which arrow is mine. */
  async shows(number: number | null, mine: "up" | "down" | "none"): Promise<void> {
    await expect(this.up).toHaveAttribute("aria-pressed", String(mine === "up"));
    await expect(this.down).toHaveAttribute("aria-pressed", String(mine === "down"));
    // The figure for the eye, and the same in words for those who cannot see it.
    const words = number === null ? "" : `(${number})?\\s*${number} points?`;
    await expect(this.group).toHaveText(new RegExp(`^\\s*${words}\\s*$`));
  }
}

export const ARTICLE = "/demo/the-tide-printer";
export const LONG_ARTICLE = "/demo/would-not-lend";
export const SHORT_ARTICLE = "/demo/four-kinds-of-fog";
export const QUIET_ARTICLE = "/demo/drawer-inventory";

/** Pages of the demo. */
export class DemoArticle {
  constructor(private readonly page: Page) {}

  async open(origin: string, path = ARTICLE): Promise<Thread> {
    await this.page.goto(origin + path);
    const thread = new Thread(this.page);
    await thread.ready();
    return thread;
  }
}

/** Where a comment can be linked to; such links are out in the world and must stay good. */
export const permalink = (url: string, id: string): string => `${url}#rejoinder-${id}`;

/** What has the focus, through all shadow roots. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let at: Element | null = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at ? `${at.localName} ${at.getAttribute("aria-label") ?? ""} ${at.textContent ?? ""}`.trim() : "";
  });
