// A slow network: what is asked for waits until it is let go.
import type { Page } from "@playwright/test";

export async function hold(page: Page, address: string | RegExp): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(address, async (route) => {
    await held;
    await route.fallback();
  });
  return letGo;
}
