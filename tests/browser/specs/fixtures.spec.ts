// What the tests themselves stand on.
import { tag } from "../support/host";
import { expect, test } from "../support/test";
import { Thread } from "../support/thread";

test("a page that asks to the last is answered to the last", async ({ page, host, path, ownServer }) => {
  await page.goto(host.show(path, { comments: tag(ownServer.origin, "blog") }));
  await expect(new Thread(page).heading).toBeVisible();
  const script = `${ownServer.origin}/embed.js`;
  await page.evaluate((wanted) => void setInterval(() => void fetch(wanted, { cache: "no-store" }), 5), script);
});
