// One comment as the popover shows it; what more can be done with it is done in the thread.

import type { Comment } from "../types";
import type { WriteContext } from "./desk";
import { byline, h, permalink, serverHtml, uniqueId } from "./lent";

export interface EntryHost {
  readonly context: WriteContext;
  /** What the thread shows of a comment that is on its way. */
  words(id: string): Node | null;
  /** What is said of one that not everybody can read. */
  standing(id: string): HTMLElement | null;
  goTo(id: string, event: Event): void;
}

export function entry({ context, words, standing, goTo }: EntryHost, comment: Comment): HTMLElement {
  const { id, html, created_at, votes, reply_count, status } = comment;
  const { times } = context;
  const { text } = context.language;
  const isPending = id.startsWith("~");
  const nameId = uniqueId();
  const link = (kind: string, what: string | Node) =>
    h("a", { href: permalink(id), class: kind, click: (event: Event) => goTo(id, event) }, what);
  const time = h("time", { datetime: created_at, title: times.exact(created_at) }, times.ago(created_at));
  const facts = [
    votes.score !== 0 && h("span", { class: "muted plaintext" }, text.points(votes.score)),
    reply_count > 0 && link("quiet", text.repliesTo(reply_count)),
  ];
  return h(
    "li",
    { class: isPending ? "pending" : "", "data-status": status },
    h(
      "article",
      { class: "comment", part: "comment", tabindex: -1, "aria-labelledby": nameId },
      byline(context, comment, nameId, link("quiet time", time)),
      isPending ? words(id) : serverHtml(html),
      standing(id),
      facts.some(Boolean) && h("footer", { class: "row" }, ...facts),
    ),
  );
}
