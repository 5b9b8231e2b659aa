// The console as a moderator meets it, by roles, names and words.
import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";
import type { Credentials } from "./server";

export const SCREENS = ["Queue", "Comments", "Pages", "Bans", "Sites", "Accounts", "Mail", "Log"] as const;
export type ScreenName = (typeof SCREENS)[number];

/** One may not sign in as often as all tests of a worker together. */
const cookies = new Map<string, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/** The console has no icon of its own yet, and browsers complain of that. */
export const FAVICON = /favicon\.ico/;

export class Admin {
  readonly heading: Locator;
  readonly nav: Locator;
  readonly comments: Locator;
  /** The comment in full. */
  readonly detail: Locator;
  /** What was just done. */
  readonly done: Locator;

  constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.nav = page.getByRole("navigation", { name: "Console" });
    this.comments = page.getByRole("list", { name: "Comments" }).getByRole("article");
    this.detail = page.getByRole("region", { name: "The comment in full" });
    this.done = page.locator(".bar-words");
  }

  /** By the form, as a person does. */
  async signIn({ email, password }: Credentials): Promise<void> {
    await this.page.getByLabel("Mail address").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Without the form: the browser gets the cookie, and the console finds it. */
  async enter({ email, password }: Credentials): Promise<void> {
    const context = this.page.context();
    const known = cookies.get(this.origin + email);
    if (known) {
      await context.addCookies(known);
      // Another server may have had the same address before.
      if ((await this.page.request.get(`${this.origin}/api/v1/admin/session`)).ok()) return;
    }
    const answer = await this.page.request.post(`${this.origin}/api/v1/admin/login`, { data: { email, password } });
    expect(answer.status()).toBe(200);
    cookies.set(this.origin + email, await context.cookies());
  }

  async goTo(screen: ScreenName): Promise<void> {
    await this.page.goto(`${this.origin}/admin/${screen.toLowerCase()}`);
    await expect(this.heading).toHaveText(screen);
  }

  comment(words: string | RegExp): Locator {
    return this.comments.filter({ hasText: words });
  }

  /** How many wait, as the way to the queue tells. */
  waiting(n: number): Promise<void> {
    const words = n > 0 ? new RegExp(`\\b${n} waiting`) : /^Queue$/;
    return expect(this.nav.getByRole("link", { name: "Queue" })).toHaveAccessibleName(words);
  }
}
