// The text of an article as a reader sees it, and the way between it and the document.
import { articles, type Article } from "../support/anchoring/articles";
import { textOf } from "../support/anchoring/corpus";
import { anchorOf, astray, marked, readText, replaceArticle, showArticle } from "../support/anchoring/page";
import { expect, test } from "../support/test";

const SCENES: [name: string, html: string, text: string][] = [
  ["paragraphs", "<h1>One</h1><p>Two.</p>\n\n  <p>Three.</p>", "One Two. Three."],
  ["white space", "\n <p>  a\n\tb &nbsp; c </p>  d", "a b c d"],
  ["line breaks", "<p>one<br>two<br/>three<hr>four</p>", "one two three four"],
  ["lists", "<ul><li>one<li>two<ol><li>three</ol></ul><dl><dt>four<dd>five</dl>", "one two three four five"],
  ["tables", "<table><caption>t</caption><tr><th>a<th>b<tr><td>1<td>2</table>", "t a b 1 2"],
  ["code", "<p>Run <code>a  =  b</code>:</p><pre>if (x) {\n  y();\n}</pre>", "Run a = b: if (x) { y(); }"],
  ["nested inline markup", "<p>w<b>o<i>r</i></b>d and <a href='#'>li<em>nk</em></a>, end", "word and link, end"],
  ["blank at an edge of markup", "<p>one <b> two </b> three<i> four</i></p>", "one two three four"],
  ["emoji", "<p>a 👩‍👩‍👧‍👦 b <b>🇩🇪🇫🇷</b> c 👍🏽", "a 👩‍👩‍👧‍👦 b 🇩🇪🇫🇷 c 👍🏽"],
  ["combining marks", "<p>cafe\u0301 <b>n\u0303</b> é", "cafe\u0301 n\u0303 é"],
  ["right to left", "<p dir=rtl>שלום <b>עולם</b>, مَرحبًا", "שלום עולם, مَرحبًا"],
  ["joiners that are read", "<p>می\u200cخواهم", "می\u200cخواهم"],
  ["what only breaks lines", "<p>hy\xadphen zero\u200bwidth no\u2060break\ufeff wb<wbr>r \xad end", "hyphen zerowidth nobreak wbr end"],
  ["hidden parts", "<p>a<span hidden> b</span> c<i aria-hidden=true>#</i><i aria-hidden=false> d</i>", "a c d"],
  [
    "no words of the author's",
    "a<script type=text/plain>b</script><style>c</style><noscript>d</noscript><template>e</template><textarea>f</textarea><select><option>g</select><video>h</video> i",
    "a i",
  ],
  ["our own", "<p>one<sup data-rejoinder-mark>3</sup> two</p><rejoinder-thread>three</rejoinder-thread> four", "one two four"],
  ["ruby", "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢かん字"],
  ["comments and empty elements", "<p>on<!-- no -->e<span></span></p><p></p><p>two", "one two"],
  ["nothing", " <p> <br> </p> ", ""],
];

for (const [name, html, text] of SCENES) {
  test(`reads ${name}, and finds the way back`, async ({ page }) => {
    await showArticle(page, html);
    expect(await readText(page)).toBe(text);
    expect(await astray(page)).toEqual([]);
  });
}

const p = (sentences: readonly string[]): string => `<p>${sentences.join(" ")}</p>`;
const SHAPES: Record<string, (article: Article) => string> = {
  "every sentence a paragraph": ({ paragraphs }) => paragraphs.flat().map((one) => p([one])).join(""),
  "one paragraph": ({ paragraphs }) => p(paragraphs.flat()),
  "indented lines": ({ paragraphs }) =>
    paragraphs.map((one) => `<section>\n    <p>\n      ${one.join("\n      ")}\n    </p>\n  </section>\n`).join(""),
  "a list": ({ paragraphs }) => `<ul>${paragraphs.map((one) => `<li>${one.join("<br>")}</li>`).join("")}</ul>`,
  "other markup": ({ paragraphs }) =>
    paragraphs.map((one) => p(one.map((words) => words.replace(/(\S+) (\S+)/g, "<em>$1 <b>$2</b></em>")))).join("<hr>"),
};

for (const article of articles()) {
  test(`reads the same of the ${article.name} article in any markup`, async ({ page }) => {
    const safe = { ...article, paragraphs: article.paragraphs.map((one) => one.map((words) => words.replaceAll("<", "‹"))) };
    await showArticle(page, safe.paragraphs.map(p).join("\n"));
    for (const [shape, html] of Object.entries(SHAPES)) {
      await replaceArticle(page, html(safe));
      expect(await readText(page), shape).toBe(textOf(safe));
      expect(await astray(page), shape).toEqual([]);
    }
  });
}

test("a passage is found in an article that was replaced while it was read", async ({ page }) => {
  await showArticle(page, "<p>The tide comes in twice a day.</p><p>Nobody has ever had to restart it.</p>");
  const anchor = await anchorOf(page, "twice a day. Nobody has ever");
  await replaceArticle(page, "<h2>News</h2><div>The tide <b>comes in twice</b> a day.<br>Nobody has <i>ever</i> had to restart it.</div>");
  expect(await marked(page, anchor)).toBe("twice a day.Nobody has ever");
  await replaceArticle(page, "<p>Something else altogether, of which nobody has ever heard.</p>");
  expect(await marked(page, anchor)).toBeNull();
});

test("a selection that goes beyond the article is of what lies in it", async ({ page }) => {
  await showArticle(page, "<p>one <b>two</b></p><p hidden>three</p>");
  const spans = await page.evaluate(() => {
    const { spanOf } = anchoring.articleText(document.querySelector("article")!);
    const range = new Range();
    range.selectNodeContents(document.body);
    const everything = spanOf(range);
    range.selectNodeContents(document.querySelector("b")!);
    const element = spanOf(range);
    range.selectNodeContents(document.querySelector("body > p")!);
    return [everything, element, spanOf(range), spanOf(new Range())];
  });
  expect(spans).toEqual([{ start: 0, end: 7 }, { start: 3, end: 7 }, null, null]);
});

test("a long text in one piece is read", async ({ page }) => {
  await showArticle(page, "");
  const length = await page.evaluate(() => {
    document.querySelector("article")!.textContent = "many words ".repeat(500_000);
    return anchoring.articleText(document.querySelector("article")!).text.length;
  });
  expect(length).toBe(5_499_999);
});
