// What a moderator finds behind "More" of a comment, and in the head of the thread.
import type { RowParts, Tools } from "../thread/comment-row";
import type { CommentView } from "../thread/comment-view";
import { banDialog } from "./ban";
import { fetchSource, setLocked } from "./calls";
import type { Decisions } from "./decisions";
import type { Desk } from "./desk";
import type { Forms } from "./forms";
import { button, problemText } from "./lent";

interface Means {
  desk: Desk;
  forms: Forms;
  decisions: Decisions;
}

export function moderatorTools({ desk, forms, decisions }: Means, view: CommentView, parts: RowParts): Tools {
  const { scope, language } = desk.context;
  const { text } = language;
  const { id, status, parent, pinned, author } = view.comment;
  const isMine = desk.mine.isMine(id);

  const tool = (words: string, act: () => Promise<void>): HTMLButtonElement => {
    const refused = (reason: unknown) => parts.problem.show(problemText(language, reason));
    return button(words, () => act().catch(refused), { class: "action" });
  };
  const decide = (words: string, to: "held" | "spam" | "removed") =>
    tool(words, () => decisions.decide(id, to));
  const edit = async () => {
    const { body, version } = await fetchSource(scope, id);
    forms.edit(view, body, version);
  };
  const ban = button(text.ban, () => banDialog(desk, decisions, view, ban), { class: "action" });

  const buttons: HTMLElement[] = [];
  if (!isMine) buttons.push(tool(text.edit, edit));
  if (!status) buttons.push(decide(text.hold, "held"));
  if (!status && !isMine) buttons.push(decide(text.spam, "spam"), decide(text.remove, "removed"));
  if (!status && parent === null)
    buttons.push(tool(pinned ? text.unpin : text.pin, () => decisions.pin(id, !pinned)));
  // Those with a badge have an account here, or are the site's own; accounts cannot be banned.
  if (!isMine && !author.badge) buttons.push(ban);
  return { buttons, refresh() {} };
}

export interface Lock {
  readonly element: HTMLElement;
  refresh(): void;
}

/** "Close comments", and open them again. */
export function lock(desk: Desk): Lock {
  const { context, mine, now, changed, tell } = desk;
  const { scope, language, say } = context;
  const { text } = language;
  const element = button("", () => void turn(), { class: "action lock" });

  async function turn() {
    const locked = !now.page.locked;
    try {
      const page = await setLocked(scope, context.pageReference(), locked);
      now.page = { ...now.page, locked: page.locked, closes_at: page.closes_at ?? null };
      changed(0);
      refresh();
      say(locked ? text.pageClosed : text.pageOpened);
    } catch (reason) {
      tell(problemText(language, reason));
    }
  }

  function refresh() {
    element.hidden = !mine.me?.may_moderate;
    element.textContent = now.page.locked ? text.open : text.close;
  }

  refresh();
  return { element, refresh };
}
