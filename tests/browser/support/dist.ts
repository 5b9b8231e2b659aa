// For work on the scripts alone: with REJOINDER_DIST they come from that folder instead of out of the program.
import { join, resolve } from "node:path";
import type { BrowserContext } from "@playwright/test";

const SCRIPTS = /\/(embed|write|inline|count)\.js(\?.*)?$|\/admin\/console\.(js|css)(\?.*)?$/;

export async function scriptsFromFolder(context: BrowserContext): Promise<void> {
  const folder = process.env.REJOINDER_DIST;
  if (!folder) return;
  await context.route(SCRIPTS, async (route) => {
    const file = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
    const headers = { "access-control-allow-origin": "*" };
    await route.fulfill({ path: join(resolve(folder), file), headers });
  });
}
