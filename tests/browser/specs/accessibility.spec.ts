import { violations } from "../support/axe";
import { answered } from "../support/console";
import { words } from "../support/contrast";
import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { QUIET_ARTICLE, SHORT_ARTICLE } from "../support/thread";

// Axe works by evaluating text, which the demo's own strict policy would forbid it.
test.use({ bypassCSP: true });

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 360]) {
    test.describe(`${colorScheme} at ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });

      test("the demo's article", async ({ page, sharedDemo, demo }) => {
        await demo.open(sharedDemo.origin);
        // Axe takes five seconds to look at the colours of a page this long; ours takes none, and leaves no word out.
        expect(await violations(page, "color-contrast")).toEqual([]);
        expect((await words(page, "body")).filter(({ ratio }) => ratio < 4.5)).toEqual([]);
      });

      test("an open composer, an open reply with its reason for not being sent, an open row", async ({ page, sharedDemo, demo }) => {
        const thread = await demo.open(sharedDemo.origin, SHORT_ARTICLE);
        await thread.compose();
        const comment = thread.comments.first();
        await comment.getByRole("button", { name: /^Reply to/ }).click();
        await thread.more(comment);
        const form = thread.root.locator("form").filter({ has: page.getByRole("textbox", { name: /^Your reply/ }) });
        await form.getByRole("button", { name: "Post" }).click();
        await expect(form.getByRole("alert")).toContainText("Write something first.");
        expect(await violations(page)).toEqual([]);
      });

      test("an empty thread", async ({ page, sharedDemo, demo }) => {
        const thread = await demo.open(sharedDemo.origin, QUIET_ARTICLE);
        await expect(thread.root.getByText(/^No comments yet/)).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });

      test("the demo's index", async ({ page, sharedDemo }) => {
        await page.goto(`${sharedDemo.origin}/demo/`);
        await expect(page.getByRole("button", { name: "Vote up" })).toHaveCount(5);
        expect(await violations(page)).toEqual([]);
      });

      test("the skeleton while loading, and the failure after it", async ({ page, api, host, path, consoleGuard }) => {
        consoleGuard.expects(answered(500));
        let letGo = () => {};
        const held = new Promise<void>((resolve) => (letGo = resolve));
        await page.route("**/api/v1/thread?**", async (route) => {
          await held;
          await route.fulfill({ status: 500, json: {}, headers: { "access-control-allow-origin": "*" } });
        });
        await page.goto(host.show(path, { comments: tag(api.server, api.site) }));
        await expect(page.locator("rejoinder-thread").getByRole("status").first()).toHaveText("Loading comments");
        expect(await violations(page)).toEqual([]);
        letGo();
        await expect(page.locator("rejoinder-thread").getByRole("button", { name: "Try again" })).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });

      // The colours and the width these two differ in are looked at above.
      if ((colorScheme === "light") !== (width === 1280)) return;
      test("a question before deleting, a change, a vote of mine and a tombstone", async ({ page, api, path, open }) => {
        const by = await api.visitor();
        const gone = await api.post(path, "Gone", { by });
        await api.post(path, "An answer", { parent: gone });
        await api.remove(gone, by);
        const thread = await open();
        await thread.post("Mine");
        await expect(thread.said).toHaveText("Your comment was posted.");
        await thread.votes(thread.comment("An answer")).up.click();
        await thread.more(thread.comment("Mine"));
        await thread.comment("Mine").getByRole("button", { name: "Delete" }).click();
        expect(await violations(page)).toEqual([]);
        await thread.comment("Mine").getByRole("button", { name: "Keep it" }).click();
        await thread.comment("Mine").getByRole("button", { name: /^Edit/ }).click();
        await expect(thread.editField).toBeVisible();
        expect(await violations(page)).toEqual([]);
      });
    });
  }
}

test("the thread is a region with a heading, lists, and articles named by their writers", async ({ api, path, open }) => {
  await api.chain(path, ["Root", "Reply"], ["Ana", "Bo"]);
  const thread = await open();
  const region = thread.root.getByRole("region", { name: "2 comments" });
  await expect(region.getByRole("list").first()).toBeVisible();
  await expect(region.getByRole("article", { name: "Comment by Ana" })).toBeVisible();
  await expect(region.getByRole("article", { name: "Comment by Bo" })).toBeVisible();
});
