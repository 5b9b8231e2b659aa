// One entry of the log as a sentence.
import { h } from "../../dom";
import { addressOf } from "../router";
import { siteName } from "../session";
import type { Entry } from "../types";
import { text, times } from "../words";

/** `within` is the comment in whose history the entry stands: there it need not be named. */
export function entryLine(entry: Entry, within?: string): HTMLElement {
  const who = entry.by ?? (/^(comment|page)_/.test(entry.action) ? text.audit.rules : text.audit.unknown);
  const [did, after] = (text.audit.did[entry.action] ?? entry.action.replaceAll("_", " ")).split(" … ");
  const what = objectOf(entry, within);
  const reason = said(entry, "reason");
  return h(
    "div",
    { class: "entry" },
    h(
      "p",
      {},
      h("bdi", { class: "strong" }, who),
      ` ${did}`,
      what && " ",
      what,
      after && ` ${after}`,
      entry.site &&
        !within &&
        !aboutSite(entry) &&
        h("span", { class: "muted" }, ` ${text.audit.on(siteName(entry.site))}`),
      reason && h("span", { class: "muted" }, `. ${text.audit.reason(reason)}`),
    ),
    h("time", { class: "muted", datetime: entry.at, title: times.exact(entry.at) }, times.ago(entry.at)),
  );
}

const aboutSite = ({ action }: Entry): boolean => action.startsWith("site_") || action === "sso_changed";

/** A word of the detail, whichever of the names it goes by. */
function said({ detail }: Entry, ...names: string[]): string | null {
  for (const name of names) {
    const value = detail?.[name];
    if (typeof value === "string" && value) return value;
  }
  return null;
}

function objectOf(entry: Entry, within?: string): Node | string | null {
  const { action, comment, page } = entry;
  if (action === "signed_in") return null;
  if (action === "decision_undone") return decisionOf(entry);
  if (action.startsWith("comment_"))
    return comment && comment !== within ? commentOf(entry, comment) : text.audit.it;
  if (action === "pages_merged") return text.audit.into(said(entry, "from") ?? "", said(entry, "into") ?? "");
  if (action.startsWith("page")) return pageOf(entry, page);
  if (aboutSite(entry)) return entry.site ? siteName(entry.site) : said(entry, "site", "name", "key");
  return said(entry, "value", "name", "email", "account") ?? text.audit.somebody;
}

function commentOf(entry: Entry, comment: string): Node {
  const name = said(entry, "name") ?? text.comment.anonymous;
  return h("a", { href: addressOf("comments", comment) }, text.audit.commentBy(name));
}

function decisionOf({ detail }: Entry): string | null {
  const count = detail?.comments;
  return typeof count === "number" ? text.audit.about(count) : null;
}

function pageOf(entry: Entry, page: string | null): Node | string {
  const title = said(entry, "title", "key") ?? text.audit.aPage;
  return page ? h("a", { href: addressOf("comments", null, new URLSearchParams({ page })) }, title) : title;
}
