// A page of the server that a mail's link opens, as somebody uses it who has a keyboard and nothing else.
import { expect, type Locator, type Page } from "@playwright/test";

export class ServerPage {
  readonly heading: Locator;
  readonly words: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.words = page.getByRole("main");
  }

  async open(link: string, title: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.heading).toHaveText(title);
  }

  /** Goes to a control by the tab key, sees that it has the focus, and presses it. */
  async press(name: string): Promise<void> {
    await this.tabTo(name);
    await this.page.keyboard.press("Enter");
  }

  async tabTo(name: string): Promise<void> {
    const wanted = this.page.getByRole("button", { name, exact: true }).or(this.page.getByRole("link", { name, exact: true }));
    const control = wanted.or(this.page.getByRole("textbox", { name }));
    await expect(control).toBeVisible();
    const many = await this.page.locator("a[href], button, textarea").count();
    // After a look around, the way from the last control to the first leads through the browser's own.
    for (let step = 0; step <= 2 * many + 2; step += 1) {
      if (await control.evaluate((element) => element === document.activeElement)) {
        const ring = await control.evaluate((element) => getComputedStyle(element).outlineStyle);
        expect(ring, `the focus on ${name} can be seen`).toBe("solid");
        return;
      }
      await this.page.keyboard.press("Tab");
    }
    throw new Error(`the tab key does not lead to ${name}`);
  }
}
