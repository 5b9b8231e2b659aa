import { setTimeout as pause } from "node:timers/promises";

/** Asks until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>, patience = 30_000): Promise<void> {
  const end = Date.now() + patience;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(20);
  }
}
