// What is said of a comment that not everybody can read, and what a moderator can do about it there.
import type { CommentView } from "../thread/comment-view";
import type { Decisions } from "./decisions";
import type { Desk } from "./desk";
import { button, h, nameOf, problemLine, problemText } from "./lent";

export function standing(
  { context, mine, toConfirm }: Desk,
  decisions: Decisions,
  view: CommentView,
): HTMLElement | null {
  const { text } = context.language;
  const { id, status } = view.comment;
  if (!status || !mine.me?.may_moderate) {
    const words = [...(status ? [text.onlyYou] : []), ...(toConfirm.has(id) ? [text.checkMail] : [])];
    return words.length > 0 ? h("p", { class: "standing muted small plaintext" }, words.join(" ")) : null;
  }

  const problem = problemLine();
  if (decisions.isRenewed(id)) problem.show(text.renewed);
  const act = (words: string, doing: () => Promise<void>) => {
    const refused = (reason: unknown) => problem.show(problemText(context.language, reason));
    return button(words, () => doing().catch(refused), { class: "action strong" });
  };
  const buttons = decisions.canUndo(id)
    ? [act(text.undo, () => decisions.undo(id))]
    : [
        act(text.approve, () => decisions.decide(id, "published")),
        act(text.spam, () => decisions.decide(id, "spam")),
        act(text.remove, () => decisions.decide(id, "removed")),
      ];
  const state = h("span", { class: "state plaintext" }, text.standing[status]);
  return h(
    "div",
    { class: "standing", role: "group", "aria-label": text.moderate(nameOf(context, view.comment)) },
    h("div", { class: "row" }, state, ...buttons),
    problem.element,
  );
}
