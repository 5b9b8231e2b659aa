// The way to write.js, which holds all that is needed only once a reader acts: fetched once for all threads of a page.
import { Problem } from "./http";
import { lent } from "./lent";
import { registry } from "./registry";
import type * as Write from "./write";

registry.lent ??= lent;

let server = "";
let tries = 0;
let coming: Promise<typeof Write> | null = null;

/** Two servers on one page may be of different ages: what belongs together comes from the same one. */
export function fetchWriteFrom(origin: string): void {
  server = origin;
}

export function writeScript(otherwise: string): Promise<typeof Write> {
  coming ??= fetchWrite(server || otherwise).catch((reason) => {
    coming = null;
    throw reason;
  });
  return coming;
}

async function fetchWrite(from: string): Promise<typeof Write> {
  // Browsers remember that a module could not be loaded; by another address it is asked for anew.
  const again = tries++ ? `&try=${tries}` : "";
  const script: typeof Write = await import(`${from}/write.js?v=${lent.version}${again}`).catch(() => {
    throw new Problem("unreachable");
  });
  if (script.version !== lent.version) throw new Problem("outdated");
  return script;
}
