// Every inline comment that this page knows of: those that came with the thread, and what was listed or written since.
import type { Comments } from "../thread/comments";
import type { Comment } from "../types";

/** Gives those that are shown, newest first. */
export function knownComments(first: readonly Comment[], comments: Comments): () => Comment[] {
  const known = new Map(first.map((comment) => [comment.id, comment]));
  const isGone = (id: string) => comments.gone.has(id) || comments.get(id)?.deleted;
  return () => {
    for (const id of known.keys()) if (isGone(id)) known.delete(id);
    const all = new Map(known);
    for (const comment of comments.inline) {
      all.set(comment.id, comment);
      // What is on its way gets another id.
      if (!comment.id.startsWith("~")) known.set(comment.id, comment);
    }
    const shown = [...all.values()].filter(({ status }) => !status || status === "held");
    return shown.sort((a, b) => (a.id < b.id ? 1 : -1));
  };
}
