// The quiet row under a comment: votes, Reply, and behind "More" the rest.
import { button, h } from "../dom";
import { problemText } from "../problem-text";
import { secondsUntil } from "../time";
import type { VoteValue } from "../types";
import { voteControl } from "../vote-control";
import { type CommentHost, type CommentView, permalink } from "./comment-view";
import { type Context, nameOf } from "./context";
import { voteFeedback } from "./vote-feedback";

export interface Row {
  readonly element: HTMLElement;
  showMine(mine: VoteValue): void;
  /** Lets time go on: what can no longer be changed loses its buttons. */
  refresh(): void;
}

export function commentRow(view: CommentView, context: Context, host: CommentHost): Row {
  const { id, votes } = view.comment;
  const { text } = context.language;
  const name = nameOf(context, view.comment);
  const { problem, ...feedback } = voteFeedback(context);

  const control = voteControl({
    ...feedback,
    label: text.votesOf(name),
    text,
    hideZero: true,
    start: { total: votes.score, mine: host.myVote(id) },
    send: (value) => host.vote(id, value),
  });
  const reply = button(text.reply, () => host.reply(view), {
    class: "action reply",
    "aria-label": text.replyTo(name),
    hidden: context.locked,
  });
  const copy = button(text.copyLink, copyLink, { class: "action" });
  const edit = button("", () => host.edit(view), { class: "action" });
  const remove = button(text.remove, askBeforeRemoval, { class: "action" });
  const tools = h("span", { class: "tools", hidden: true }, copy, edit, remove);
  const more = button(text.more, () => showTools(more.ariaExpanded === "false"), {
    class: "action",
    "aria-label": text.moreOf(name),
    "aria-expanded": "false",
  });
  const row = h("div", { class: "row", part: "row" }, control.element, reply, more, tools);

  function showTools(open: boolean) {
    tools.hidden = !open;
    more.ariaExpanded = String(open);
    refresh();
  }

  function refresh() {
    const minutes = secondsUntil(host.editableUntil(id) ?? "") / 60;
    edit.hidden = remove.hidden = !(minutes > 0);
    if (minutes > 0) edit.textContent = text.edit(minutes);
  }

  async function copyLink() {
    const link = permalink(id);
    try {
      await navigator.clipboard.writeText(link);
      copy.textContent = text.copied;
      context.say(text.copied);
    } catch {
      location.href = link;
      problem.show(text.notCopied);
    }
  }

  function askBeforeRemoval() {
    const keep = button(text.keepIt, restore, { class: "action" });
    const question = h(
      "div",
      { class: "row", role: "group", "aria-label": text.removeQuestion },
      h("span", { class: "plaintext" }, text.removeQuestion),
      button(text.remove, removeIt, { class: "action strong" }),
      keep,
    );
    row.replaceWith(question);
    keep.focus();

    function restore() {
      question.replaceWith(row);
      remove.focus();
    }

    async function removeIt() {
      try {
        await host.remove(view);
      } catch (reason) {
        restore();
        problem.show(problemText(context.language, reason));
      }
    }
  }

  refresh();
  return { element: h("footer", {}, row, problem.element), showMine: control.showMine, refresh };
}
