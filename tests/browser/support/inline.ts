// Comments in an article as a reader meets them: by roles, names and words.
import { expect, type Locator, type Page } from "@playwright/test";

export class InlineArticle {
  readonly layer: Locator;
  readonly offer: Locator;
  readonly popover: Locator;
  readonly form: Locator;
  readonly field: Locator;

  constructor(readonly page: Page) {
    this.layer = page.locator("rejoinder-marks");
    this.offer = this.layer.getByRole("button", { name: "Comment", exact: true });
    this.popover = this.layer.getByRole("dialog");
    this.form = this.popover.locator("form");
    this.field = this.popover.getByRole("textbox", { name: /^Your (comment on this passage|answer)$/ });
  }

  /** Selects nothing any more: what is offered from then on is about what is selected next. */
  async unselect(): Promise<void> {
    await this.page.evaluate(() => getSelection()?.removeAllRanges());
    await expect(this.offer).toHaveCount(0);
  }

  mark(name: string | RegExp): Locator {
    return this.layer.getByRole("button", { name });
  }

  get marks(): Locator {
    return this.layer.locator("button.mark:visible");
  }

  /** The words that are underlined, by the browser's own account. */
  underlined(): Promise<string[]> {
    return this.page.evaluate(() => {
      const names = [...CSS.highlights.keys()].filter((name) => name.startsWith("rejoinder") && !name.endsWith("-tint"));
      return names.flatMap((name) => [...CSS.highlights.get(name)!].map((range) => (range as Range).toString()));
    });
  }

  tinted(): Promise<string> {
    return this.page.evaluate(() => {
      const names = [...CSS.highlights.keys()].filter((name) => name.endsWith("-tint"));
      return names.flatMap((name) => [...CSS.highlights.get(name)!].map((range) => (range as Range).toString())).join();
    });
  }

  /** Where some words of the page are. */
  where(words: string): Promise<{ x: number; y: number; width: number; height: number }> {
    return this.page.evaluate((wanted) => {
      const range = window.rangeOf(wanted);
      range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
      const { x, y, width, height } = range.getClientRects()[0]!;
      return { x, y, width, height };
    }, words);
  }

  /** Selects words by dragging the mouse over them; they stand in one line. */
  async drag(words: string): Promise<void> {
    const { x, y, width, height } = await this.where(words);
    await this.page.mouse.move(x + 1, y + height / 2);
    await this.page.mouse.down();
    await this.page.mouse.move(x + width / 2, y + height / 2);
    await this.page.mouse.move(x + width - 0.5, y + height / 2);
    await this.page.mouse.up();
  }

  /** Selects words wherever they are, as a keyboard or a finger would. */
  select(from: string, to = from): Promise<void> {
    return this.page.evaluate(
      ([first, last]) => {
        const [start, end] = [window.rangeOf(first!), window.rangeOf(last!)];
        getSelection()!.setBaseAndExtent(start.startContainer, start.startOffset, end.endContainer, end.endOffset);
      },
      [from, to],
    );
  }

  async click(words: string): Promise<void> {
    const { x, y, width, height } = await this.where(words);
    await this.page.mouse.click(x + Math.min(width / 2, 20), y + height / 2);
  }

  async post(words: string): Promise<void> {
    await this.field.fill(words);
    await this.form.getByRole("button", { name: "Post" }).click();
    await expect(this.popover.getByRole("article").filter({ hasText: words })).toBeVisible();
  }
}

declare global {
  interface Window {
    rangeOf(words: string): Range;
  }
}

/** To be called before the page is opened: finds words that may run through several elements. */
export async function findsWords(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.rangeOf = (words) => {
      const nodes: Text[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) nodes.push(walker.currentNode as Text);
      const all = nodes.map(({ data }) => data).join("");
      const start = all.indexOf(words);
      if (start < 0) throw new Error(`not on the page: ${words}`);
      const point = (offset: number, isEnd: boolean): [Text, number] => {
        let left = offset;
        for (const node of nodes) {
          if (left < node.length || (isEnd && left === node.length)) return [node, left];
          left -= node.length;
        }
        throw new Error("beyond the page");
      };
      const range = document.createRange();
      range.setStart(...point(start, false));
      range.setEnd(...point(start + words.length, true));
      return range;
    };
  });
}
