// What a moderator decides about comments, and how it is taken back.
import type { Comment, Status } from "../types";
import { setPinned, setStatus } from "./calls";
import type { Desk } from "./desk";
import { Problem } from "./lent";

export interface Decisions {
  decide(id: string, status: Status): Promise<void>;
  undo(id: string): Promise<void>;
  /** Whether it was decided here, so that it can be taken back here. */
  canUndo(id: string): boolean;
  /** Whether its words are others than those last decided about, so that nothing was decided. */
  isRenewed(id: string): boolean;
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
  const renewed = new Set<string>();

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

  /** Of the words that were read: others that have come meanwhile are shown first, and null is answered. */
  async function setTo(id: string, status: Status): Promise<Comment | null> {
    const version = comments.get(id)?.version;
    renewed.delete(id);
    try {
      return await setStatus(scope, id, status, version);
    } catch (reason) {
      if (!(reason instanceof Problem && reason.code === "edited_meanwhile")) throw reason;
      await mine.load();
      const now = mine.waiting.get(id);
      if (!now || now.version === version) throw reason;
      renewed.add(id);
      earlier.delete(id);
      show(now);
      return null;
    }
  }

  async function decide(id: string, status: Status) {
    const before = statusOf(id);
    const saved = await setTo(id, status);
    if (!saved) return;
    earlier.set(id, before);
    show(saved);
    say(status === "published" ? text.published : text.standing[status]);
  }

  async function undo(id: string) {
    const saved = await setTo(id, earlier.get(id) ?? "published");
    if (!saved) return;
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

  return {
    decide,
    undo,
    canUndo: (id) => earlier.has(id),
    isRenewed: (id) => renewed.has(id),
    pin,
    wasRemoved,
  };
}
