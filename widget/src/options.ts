// What the site's owner chose: attributes of the element, else data-* of the script tag, else the page itself.
import { type Embed, registry } from "./registry";
import type { PageReference, Sort } from "./types";

export interface Options {
  server: string;
  site: string;
  page: string;
  sort: Sort | null;
  /** "light" and "dark" are forced (styles.css); anything else follows the page. */
  theme: string;
  lang: string;
  lazy: boolean;
  points: boolean;
  /** Signed by the site: who its member is that reads here. */
  userToken: string | null;
  /** What readers may comment on passage by passage, as a CSS selector. */
  article: string | null;
}

/** Every option, as the attribute an element is watched for. */
export const OPTION_ATTRIBUTES = [
  "server",
  "site",
  "page",
  "url",
  "title",
  "sort",
  "theme",
  "lang",
  "lazy",
  "points",
  "user-token",
  "article",
];

/** The script tag that speaks for an element: the one that placed it, else one for its site, else the first. */
function embedOf(element: Element): Embed | undefined {
  const site = element.getAttribute("site");
  return (
    registry.placed.get(element) ??
    registry.embeds.find(({ script }) => site !== null && script.dataset.site === site) ??
    registry.embeds[0]
  );
}

function reader(element: Element): (name: string) => string | null | undefined {
  const embed = embedOf(element);
  return (name) => element.getAttribute(name) ?? embed?.script.getAttribute(`data-${name}`);
}

export const SORTS: readonly Sort[] = ["newest", "oldest", "top"];
const OFF = /^(off|false)$/;

/** The options of an element, or null where it is not told which site it belongs to. */
export function readOptions(element: Element): Options | null {
  const read = reader(element);
  const site = read("site");
  const server = read("server") ?? embedOf(element)?.server;
  if (!site || !server) return null;
  return {
    server: server.replace(/\/+$/, ""),
    site,
    page: read("page") || location.pathname,
    sort: SORTS.find((sort) => sort === read("sort")) ?? null,
    theme: read("theme") ?? "auto",
    lang: read("lang") || document.documentElement.lang,
    lazy: !OFF.test(read("lazy") ?? "off"),
    points: !OFF.test(read("points") ?? ""),
    userToken: read("user-token") || null,
    article: read("article") || null,
  };
}

/**
 * What the server is told about the page with an action. The address and title of the document stand in only
 * where the element speaks of this document, not of another article in a list.
 */
export function pageReference(element: Element, key: string, isThisDocument: boolean): PageReference {
  const read = reader(element);
  const url = read("url") || (isThisDocument ? documentAddress() : null);
  const title = read("title") || (isThisDocument ? documentTitle() : null);
  return { key, ...(url ? { url } : {}), ...(title ? { title } : {}) };
}

/** The canonical address, unless it points to another origin, which the server would refuse. */
function documentAddress(): string {
  const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href ?? "";
  return canonical.startsWith(`${location.origin}/`) ? canonical : withoutHash(location.href);
}

function documentTitle(): string {
  const told = document.querySelector<HTMLMetaElement>('meta[property="og:title"]')?.content;
  return told || document.title;
}

export const withoutHash = (url: string): string => url.replace(/#.*/, "");
