// The widget's own reading and finding of passages, in a page of the browser.
import { resolve } from "node:path";
import type { Page } from "@playwright/test";
import { build } from "esbuild";
import type { Anchor } from "../../../../widget/src/inline/anchor/anchor";
import type * as articleText from "../../../../widget/src/inline/anchor/article-text";
import type * as describe from "../../../../widget/src/inline/anchor/describe";
import type * as find from "../../../../widget/src/inline/anchor/find";
import type * as places from "../../../../widget/src/inline/places";
import type * as watch from "../../../../widget/src/inline/watch";

declare global {
  var anchoring: typeof articleText & typeof describe & typeof find & typeof places & typeof watch;
}

const EXPORTS = ["article-text", "describe", "find", "../places", "../watch"].map((file) => `export * from "./${file}";`).join("\n");
let script: Promise<string> | undefined;

async function bundled(): Promise<string> {
  const resolveDir = resolve("../../widget/src/inline/anchor");
  const stdin = { contents: EXPORTS, resolveDir };
  const { outputFiles } = await build({ stdin, bundle: true, write: false, format: "iife", globalName: "anchoring" });
  return outputFiles[0]!.text;
}

/** An article to read; its element is the page's only `article`. */
export async function showArticle(page: Page, html: string): Promise<void> {
  script ??= bundled();
  await page.setContent(`<!doctype html><meta charset="utf-8"><p>Before.</p><article>${html}</article><p>After.</p>`);
  await page.addScriptTag({ content: await script });
}

/** Another article in place of the one that is shown. */
export const replaceArticle = (page: Page, html: string): Promise<void> =>
  page.evaluate((inner) => {
    const article = document.createElement("article");
    article.innerHTML = inner;
    document.querySelector("article")!.replaceWith(article);
  }, html);

export const readText = (page: Page): Promise<string> =>
  page.evaluate(() => anchoring.articleText(document.querySelector("article")!).text);

/** The anchor of a passage as a reader selects it, from the words it begins with to the words it ends with. */
export const anchorOf = (page: Page, words: string): Promise<Required<Anchor>> =>
  page.evaluate((passage) => {
    const { text } = anchoring.articleText(document.querySelector("article")!);
    const start = text.indexOf(passage);
    const anchor = anchoring.describe(text, { start, end: start + passage.length });
    if (start < 0 || typeof anchor === "string") throw new Error(`no such passage: ${passage}`);
    return anchor;
  }, words);

/** What the browser would mark for an anchor. */
export const marked = (page: Page, anchor: Anchor): Promise<string | null> =>
  page.evaluate((given) => {
    const article = anchoring.articleText(document.querySelector("article")!);
    const span = anchoring.find(article.text, given);
    return span && article.rangeOf(span).toString();
  }, anchor);

/** Places whose range does not lead back to them. */
export const astray = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => {
    const article = anchoring.articleText(document.querySelector("article")!);
    const words = [...article.text.matchAll(/\S+/g)].map(({ 0: word, index }) => [index, index + word.length] as const);
    const plain = (text: string) => text.replace(/[\s\xad\u200b\u2060\ufeff]/g, "");
    const wrong: unknown[] = [];
    for (const [at, [start]] of words.entries()) {
      for (const [, end] of words.slice(at, at + 12)) {
        const range = article.rangeOf({ start, end });
        const span = article.spanOf(range);
        const same = span?.start === start && span.end === end;
        const [first, last] = [range.startContainer, range.endContainer];
        const inText = first instanceof Text && last instanceof Text;
        const alone = first === last && plain(range.toString()) !== plain(article.text.slice(start, end));
        if (!same || !inText || alone) wrong.push([start, end, span, range.toString()]);
      }
    }
    return wrong;
  });
