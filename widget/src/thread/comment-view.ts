// One comment on the page: its article, the form that answers it, and the branch below it.
import { h, setAttribute, uniqueId } from "../dom";
import { serverHtml } from "../html";
import { withoutHash } from "../options";
import type { Comment, VoteValue } from "../types";
import type { Tally } from "../vote-control";
import type { Branch } from "./branch";
import { byline } from "./byline";
import { commentRow, type Row, type RowParts, type Tools } from "./comment-row";
import { type Context, nameOf } from "./context";

/** What a comment may ask of its thread. */
export interface CommentHost {
  parentOf(comment: Comment): Comment | undefined;
  isMine(id: string): boolean;
  myVote(id: string): VoteValue;
  vote(id: string, value: VoteValue): Promise<Tally>;
  reply(view: CommentView): Promise<void>;
  /** What whoever reads may do with the comment beside answering it. */
  tools(view: CommentView, row: RowParts): Promise<Tools>;
  /** The words an inline comment is about. */
  passage(comment: Comment): HTMLElement | null;
  /** What is to be said of a comment that is not like others, and done about it. */
  standing(view: CommentView): HTMLElement | null;
  goTo(id: string, event: Event): void;
  pointOut(id: string, on: boolean): void;
}

export interface CommentView {
  readonly element: HTMLLIElement;
  readonly article: HTMLElement;
  comment: Comment;
  /** The replies' list and what belongs to it; made when the first reply comes. */
  branch?: Branch;
  update(comment: Comment): void;
  /** Something stands in place of the words until the next update: the form to change them. */
  showInstead(form: HTMLElement): void;
  /** A comment on its way: greyed, its words as they were typed. */
  showPending(body: string): void;
  /** What the reader did here in an earlier visit has become known. */
  showMine(): void;
  refreshTimes(): void;
}

export function commentView(start: Comment, context: Context, host: CommentHost): CommentView {
  const { times } = context;
  const { text } = context.language;
  const article = h("article", { class: "comment", part: "comment", tabindex: -1 });
  const element = h("li", {}, article);
  let row: Row | null = null;
  let time: HTMLTimeElement | null = null;

  function show(...parts: (Node | null | undefined | false)[]) {
    article.replaceChildren(...parts.filter((part) => part instanceof Node));
  }

  function update(comment: Comment) {
    view.comment = comment;
    element.classList.remove("pending");
    setAttribute(element, "data-status", comment.status);
    if (comment.deleted) {
      row = time = null;
      setAttribute(article, "aria-labelledby", null);
      show(h("p", { class: "muted small plaintext" }, text.deleted));
    } else {
      row = commentRow(view, context, host);
      const words = serverHtml(comment.html);
      show(pinned(), head(), addressee(), host.passage(comment), words, host.standing(view), row.element);
    }
  }

  const pinned = () => view.comment.pinned && h("p", { class: "muted small plaintext" }, text.pinned);

  function head(): HTMLElement {
    const { id, created_at } = view.comment;
    const nameId = uniqueId();
    article.setAttribute("aria-labelledby", nameId);
    time = h("time", { datetime: created_at, title: times.exact(created_at) }, times.ago(created_at));
    return byline(context, view.comment, nameId, linkTo(id, "quiet time", time));
  }

  /** "Reply to NAME", the way to what this answers. */
  function addressee(): HTMLElement | null {
    const { parent } = view.comment;
    if (parent === null) return null;
    const above = host.parentOf(view.comment);
    const link = linkTo(
      parent,
      "quiet addressee",
      above?.deleted ? text.replyToDeleted : text.replyTo(nameOf(context, above)),
    );
    for (const type of ["pointerenter", "focus", "pointerleave", "blur"]) {
      link.addEventListener(type, () => host.pointOut(parent, type === "pointerenter" || type === "focus"));
    }
    return h("p", { class: "to small" }, link);
  }

  const linkTo = (id: string, kind: string, words: string | Node) =>
    h("a", { href: permalink(id), class: kind, click: (event: Event) => host.goTo(id, event) }, words);

  const view: CommentView = {
    element,
    article,
    comment: start,
    update,
    showInstead: (form) => {
      row = null;
      show(head(), form);
    },
    showPending(body) {
      element.classList.add("pending");
      show(
        head(),
        addressee(),
        host.passage(view.comment),
        h("div", { class: "body plain", part: "body", dir: "auto" }, body),
      );
    },
    showMine() {
      view.refreshTimes();
      row?.showMine();
    },
    refreshTimes() {
      if (time) time.textContent = times.ago(view.comment.created_at);
      row?.refresh();
    },
  };
  update(start);
  return view;
}

/** Where a comment can be linked to. The full address, because a base element would bend a bare "#…". */
export const permalink = (id: string): string => `${withoutHash(location.href)}#rejoinder-${id}`;
