// Small parts that say something about a comment.
import { avatar } from "../../avatar";
import { h } from "../../dom";
import { glyph } from "../parts/icons";
import { addressOf } from "../router";
import { session, siteName } from "../session";
import type { AdminComment, Badge, Reason, Status } from "../types";
import { text, times } from "../words";

export const nameOf = ({ author }: Pick<AdminComment, "author">): string =>
  author.name || text.comment.anonymous;

export const pageTitle = (page: { title: string | null; key: string }): string => page.title || page.key;

export const timeOf = (iso: string): HTMLTimeElement =>
  h("time", { datetime: iso, title: times.exact(iso) }, times.ago(iso));

/** An address of a reader's choosing, where it is one to be opened. */
export function safeAddress(address: string | null | undefined): string | null {
  try {
    const { protocol, href } = new URL(address ?? "");
    return /^https?:$/.test(protocol) ? href : null;
  } catch {
    return null;
  }
}

/** Away from the console: in a tab of its own, without telling where from. */
export const away = (address: string, words: string): HTMLAnchorElement =>
  h(
    "a",
    { href: address, target: "_blank", rel: "noopener noreferrer nofollow", class: "away" },
    words,
    glyph("external"),
  );

export const badgeOf = (badge: Badge | undefined): HTMLElement | null =>
  badge
    ? h("span", { class: "badge", dir: "auto" }, badge.label || text.accounts.role[badge.role as "owner"])
    : null;

export const statusMark = (status: Status): HTMLElement =>
  h("span", { class: `status ${status}` }, glyph(status), text.status[status]);

export function reasonsList(reasons: readonly Reason[]): HTMLElement | null {
  if (reasons.length === 0) return null;
  const said = reasons.map(({ code, detail }) => text.reasons[code]?.(String(detail ?? "")) ?? code);
  return h(
    "p",
    { class: "reasons" },
    glyph("held"),
    h("span", {}, h("span", { class: "unseen" }, `${text.comment.whyHeld}: `), said.join(" · ")),
  );
}

/** Where it stands: the page, which is a link to it, and the site if there are several. */
export function whereabouts(comment: AdminComment): HTMLElement {
  const { page, permalink, site } = comment;
  const address = safeAddress(permalink ?? page.url);
  const title = pageTitle(page);
  return h(
    "span",
    { class: "whereabouts" },
    address ? away(address, title) : title,
    session().sites.length > 1 && h("span", { class: "site-name" }, ` · ${siteName(site)}`),
  );
}

export function byline(comment: AdminComment, nameId: string, link: string): HTMLElement {
  const { author, status } = comment;
  return h(
    "header",
    { class: "byline" },
    avatar(author.avatar, author.name ?? undefined),
    h("span", { id: nameId, hidden: true }, text.comment.label(nameOf(comment))),
    h("bdi", { class: "name" }, nameOf(comment)),
    badgeOf(author.badge),
    comment.new_person &&
      h("span", { class: "mark", title: text.comment.newPersonWhy }, text.comment.newPerson),
    h("a", { href: link, class: "quiet" }, timeOf(comment.created_at)),
    comment.edited_at &&
      h("span", { class: "muted", title: times.exact(comment.edited_at) }, text.comment.edited),
    comment.pinned && h("span", { class: "status" }, glyph("pin"), text.comment.pinned),
    status !== "published" && statusMark(status),
  );
}

export function answered(comment: AdminComment, list: string, query: URLSearchParams): HTMLElement | null {
  const { parent } = comment;
  if (!parent) return null;
  return h(
    "p",
    { class: "answers" },
    h(
      "a",
      { href: addressOf(list, parent.id, query), class: "quiet" },
      text.comment.answers(parent.name || text.comment.anonymous),
    ),
    h("q", { dir: "auto" }, parent.excerpt),
  );
}

/** The words of the page that the comment is about. */
export const passage = ({ passage: words }: AdminComment): HTMLElement | null =>
  words ? h("p", { class: "answers" }, text.comment.passage, h("q", { dir: "auto" }, words)) : null;
