// Who wrote a comment, and when.
import { avatar } from "../avatar";
import { h } from "../dom";
import type { Badge, Comment } from "../types";
import { type Context, nameOf } from "./context";

/** A badge is a word, since a colour alone says nothing. */
export const badgeOf = ({ language }: Context, { role, label }: Badge): HTMLElement =>
  h("span", { class: "badge", part: "badge", dir: "auto" }, label || language.text.roles[role] || role);

/** `nameId` is given to what names the comment; `time` stands in it as the link to itself. */
export function byline(context: Context, comment: Comment, nameId: string, time: HTMLElement): HTMLElement {
  const { text } = context.language;
  const { author, edited_at } = comment;
  const words = nameOf(context, comment);
  const name = h("bdi", { class: "name", part: "name" }, words);
  const website = safeWebsite(author.website);
  return h(
    "header",
    { class: "byline" },
    avatar(author.avatar, author.name),
    h("span", { id: nameId, hidden: true }, text.commentBy(words)),
    website ? h("a", { href: website, rel: "nofollow ugc noopener", class: "website" }, name) : name,
    author.badge && badgeOf(context, author.badge),
    time,
    edited_at && h("span", { class: "muted plaintext", title: context.times.exact(edited_at) }, text.edited),
  );
}

function safeWebsite(address = ""): string | null {
  try {
    const { protocol, href } = new URL(address);
    return /^https?:$/.test(protocol) ? href : null;
  } catch {
    return null;
  }
}
