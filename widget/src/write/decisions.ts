// What a moderator decides about comments, and how it is taken back.
import type { Comment, Status } from "../types";
import { setPinned, setStatus } from "./calls";
import type { Desk } from "./desk";

export interface Decisions {
  decide(id: string, status: Status): Promise<void>;
  undo(id: string): Promise<void>;
  /** Whether it was decided here, so that it can be taken back here. */
  canUndo(id: string): boolean;
  pin(id: string, pinned: boolean): Promise<void>;
  /** The server has removed it with something else that was done. */
  wasRemoved(id: string): void;
}

export function decisions(desk: Desk): Decisions {
  const { context, comments, list, mine, changed } = desk;
  const { scope, language, say } = context;
  const { text } = language;
  /** What a comment was before. */
  const earlier = new Map<string, Status>();

  const statusOf = (id: string): Status => comments.get(id)?.status ?? "published";

  /** Shows a comment as it is now; the focus goes to what can be done about it, else to the comment. */
  function show(comment: Comment) {
    const { id, status } = comment;
    const by = Number(!status) - Number(statusOf(id) === "published");
    if (status === "held") mine.waiting.set(id, comment);
    else mine.waiting.delete(id);
    comments.put(comment);
    changed(by);
    const article = list.views.get(id)?.article;
    (article?.querySelector<HTMLElement>(".standing button") ?? article)?.focus();
  }

  async function decide(id: string, status: Status) {
    const before = statusOf(id);
    const saved = await setStatus(scope, id, status);
    earlier.set(id, before);
    show(saved);
    say(status === "published" ? text.published : text.standing[status]);
  }

  async function undo(id: string) {
    const saved = await setStatus(scope, id, earlier.get(id) ?? "published");
    earlier.delete(id);
    show(saved);
    say(text.undone);
  }

  async function pin(id: string, pinned: boolean) {
    comments.put(await setPinned(scope, id, pinned));
    changed(0);
    list.views.get(id)?.article.focus();
    say(pinned ? text.commentPinned : text.commentUnpinned);
  }

  function wasRemoved(id: string) {
    const comment = comments.get(id);
    if (!comment) return;
    earlier.set(id, statusOf(id));
    show({ ...comment, status: "removed" });
  }

  return { decide, undo, canUndo: (id) => earlier.has(id), pin, wasRemoved };
}
