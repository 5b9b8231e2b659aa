// The quiet row under a comment: votes, Reply, and behind "More" the rest.
import { button, h, setAttribute } from "../dom";
import { problemText } from "../problem-text";
import { voteControl } from "../vote-control";
import type { CommentHost, CommentView } from "./comment-view";
import { type Context, nameOf } from "./context";
import type { ProblemLine } from "./problem-line";
import { voteFeedback } from "./vote-feedback";

export interface Row {
  readonly element: HTMLElement;
  showMine(): void;
  /** Lets time go on: what can no longer be changed loses its buttons. */
  refresh(): void;
}

/** What the tools of a comment may use of its row. */
export interface RowParts {
  readonly row: HTMLElement;
  readonly more: HTMLButtonElement;
  readonly problem: ProblemLine;
}

/** What stands behind "More" for this reader. */
export interface Tools {
  readonly buttons: HTMLElement[];
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
  const reply = button(text.reply, () => attempt(() => host.reply(view)), {
    class: "action reply",
    "aria-label": text.replyTo(name),
  });
  const tools = h("span", { class: "tools", hidden: true });
  const more = button(text.more, () => attempt(() => showTools(more.ariaExpanded === "false")), {
    class: "action",
    "aria-label": text.moreOf(name),
    "aria-expanded": "false",
  });
  const row = h("div", { class: "row", part: "row" }, control.element, reply, more, tools);
  let shown: Tools | null = null;

  async function attempt(act: () => Promise<void>) {
    problem.show("");
    try {
      await act();
    } catch (reason) {
      problem.show(problemText(context.language, reason));
    }
  }

  async function showTools(open: boolean) {
    if (open) await fillTools();
    tools.hidden = !open;
    more.ariaExpanded = String(open);
  }

  /** The focus stays on what it was. */
  async function fillTools() {
    shown = await host.tools(view, { row, more, problem });
    const { buttons } = shown;
    const focused = tools.querySelector(":focus")?.textContent;
    tools.replaceChildren(...buttons);
    if (focused) (buttons.find(({ textContent }) => textContent === focused) ?? more).focus();
  }

  /** Nobody votes on their own words: the arrows stay in their place, out of use. */
  function showMine() {
    control.showMine(host.myVote(id));
    const mine = host.isMine(id);
    setAttribute(control.element, "title", mine && text.problems.own_comment);
    for (const arrow of control.element.querySelectorAll("button")) arrow.disabled = mine;
    // While a question stands in the row's place its answer leads back to what was pressed.
    if (!tools.hidden && row.isConnected) void fillTools();
  }

  showMine();
  return {
    element: h("footer", {}, row, problem.element),
    showMine,
    refresh: () => shown?.refresh(),
  };
}
