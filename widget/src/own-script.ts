// The way to our other scripts: write.js, which holds all that is needed only once a reader acts, and inline.js, for marks in
// an article. Each is fetched once for all threads of a page.
import { Problem } from "./http";
import type * as InlineScript from "./inline";
import { lent } from "./lent";
import { registry } from "./registry";
import type * as WriteScript from "./write";

registry.lent ??= lent;

let server = "";

/** Two servers on one page may be of different ages: what belongs together comes from the same one. */
export function fetchScriptsFrom(origin: string): void {
  server = origin;
}

function script<T extends { version: string }>(file: string): (otherwise: string) => Promise<T> {
  let tries = 0;
  let coming: Promise<T> | null = null;

  async function fetchIt(from: string): Promise<T> {
    // Browsers remember that a module could not be loaded; by another address it is asked for anew.
    const again = tries++ ? `&try=${tries}` : "";
    const loaded: T = await import(`${from}/${file}?v=${lent.version}${again}`).catch(() => {
      throw new Problem("unreachable");
    });
    if (loaded.version !== lent.version) throw new Problem("outdated");
    return loaded;
  }

  return (otherwise) => {
    coming ??= fetchIt(server || otherwise).catch((reason) => {
      coming = null;
      throw reason;
    });
    return coming;
  };
}

export const writeScript = script<typeof WriteScript>("write.js");
export const inlineScript = script<typeof InlineScript>("inline.js");
