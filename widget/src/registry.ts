// What every copy of our scripts on one page shares: embed.js may be included twice, and beside count.js.
import type { Lent } from "./lent";
import type { Count } from "./types";

/** A script tag of ours: where it came from, and the options it carries. */
export interface Embed {
  readonly server: string;
  readonly script: HTMLScriptElement;
}

export interface Registry {
  embeds: Embed[];
  /** Which tag put this element on the page. */
  placed: WeakMap<Element, Embed>;
  /** Stands in for a blocked local storage. */
  memory: Map<string, string>;
  /** Tokens being minted, so that two first actions at once share one. */
  minting: Map<string, Promise<unknown>>;
  /** Counts of pages asked for and not yet sent, by server and site. */
  counts: Map<string, Map<string, Promise<Count>>>;
  /** What embed.js lends to write.js and inline.js. */
  lent?: Lent;
  htmlPolicy?: { createHTML(html: string): string } | null;
}

const KEY = Symbol.for("rejoinder");
const shared = globalThis as { [KEY]?: Registry };

shared[KEY] ??= {
  embeds: [],
  placed: new WeakMap(),
  memory: new Map(),
  minting: new Map(),
  counts: new Map(),
};

export const registry: Registry = shared[KEY];
