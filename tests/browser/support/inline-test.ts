// What a test of inline comments is given: a host page with an article that has words of every kind.
import type { HostPage } from "./host";
import { findsWords, InlineArticle } from "./inline";
import { test as base } from "./test";
import type { Thread } from "./thread";

export const TEXT = `<article id="story">
<h1>How the tide comes in</h1>
<p id="first">It comes in twice a day, a little later each time, and nobody has ever had to <a href="#elsewhere">restart it</a>. The moon does <em>most of</em> the work.</p>
<p id="second">Twelve hours and twenty-five minutes lie between one high water and the next, on most coasts of the world.</p>
<ul><li id="item">Springs follow the full moon by a day or two.</li><li>Neaps follow the half moon.</li></ul>
<table><tbody><tr><td id="cell">Aldwater quay</td><td>4.8 metres</td></tr></tbody></table>
<pre><code>height = mean + amp * cos(speed * t)</code></pre>
<p id="asks" data-rejoinder-ask="Which tide do you remember?" data-rejoinder-id="tide">Everybody who lives by the sea remembers one.</p>
<p dir="rtl" lang="ar" id="arabic">كان جدي يسجل المد والجزر في دفتر صغير كل صباح.</p>
<p id="signs">A wave 🌊🏽 and a family 👨‍👩‍👧 and a cafe\u0301 by the harbour.</p>
</article>`;
export const OPTIONS = 'data-article="#story"';

interface Given {
  inline: InlineArticle;
  /** Opens the host page with the article above; gives its thread. */
  read(options?: Partial<HostPage> & { tagOptions?: string }): Promise<Thread>;
}

export const test = base.extend<Given>({
  inline: async ({ page }, use) => {
    await findsWords(page);
    await use(new InlineArticle(page));
  },
  read: async ({ inline: _, open }, use) => {
    await use((options = {}) => open({ before: TEXT, tagOptions: OPTIONS, ...options }));
  },
});

export { expect } from "./test";
