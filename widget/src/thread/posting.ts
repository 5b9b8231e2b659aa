// Writing, changing and deleting: shown at once, settled when the server has answered.
import { createComment, deleteComment, editComment } from "../api";
import type { Comment } from "../types";
import type { CommentView } from "./comment-view";
import type { Comments } from "./comments";
import type { Message } from "./composer";
import type { Context } from "./context";
import type { List } from "./list";
import type { Mine } from "./mine";

export interface Posting {
  post(parent: Comment | null, message: Message): Promise<void>;
  save(id: string, message: Message): Promise<void>;
  remove(view: CommentView): Promise<void>;
}

interface Parts {
  context: Context;
  comments: Comments;
  list: List;
  mine: Mine;
  /** Shows what follows from the comments having changed; `by` is how many more the page has now. */
  changed(by: number): void;
  focusHeading(): void;
}

let waiting = 0;

export function posting({ context, comments, list, mine, changed, focusHeading }: Parts): Posting {
  const { text } = context.language;

  async function post(parent: Comment | null, { body, author }: Message) {
    const pending = pendingComment(parent, author.name);
    comments.put(pending, "first");
    changed(1);
    const view = list.views.get(pending.id);
    view?.showPending(body);
    view?.article.focus();
    context.say(text.posting);
    try {
      const page = context.pageReference();
      const saved = await createComment(context.scope, { page, parent: parent?.id ?? null, body, author });
      comments.rename(pending.id, saved);
      mine.wrote(saved, body);
      list.rename(pending.id, saved);
      changed(0);
      context.say(text.posted);
    } catch (reason) {
      comments.remove(pending.id);
      changed(-1);
      throw reason;
    }
  }

  async function save(id: string, { body }: Message) {
    const saved = await editComment(context.scope, id, body);
    mine.wrote(saved, body);
    comments.put(saved);
    context.say(text.saved);
  }

  async function remove({ comment }: CommentView) {
    const order = comments.inReadingOrder().map((placed) => placed.comment.id);
    const left = await deleteComment(context.scope, comment.id);
    mine.own.delete(comment.id);
    if (left) comments.put(left);
    else comments.remove(comment.id);
    // What answered it no longer answers a name.
    for (const view of list.views.values()) if (view.comment.parent === comment.id) view.update(view.comment);
    changed(-1);
    context.say(text.removed);
    const next = order.slice(order.indexOf(comment.id) + 1).find((id) => list.views.has(id));
    if (next) list.views.get(next)?.article.focus();
    else focusHeading();
  }

  return { post, save, remove };
}

/** Stands in until the server has named the comment. "~" sorts after every id, as the newest must. */
function pendingComment(parent: Comment | null, name: string | undefined): Comment {
  waiting += 1;
  const id = `~${waiting}`;
  return {
    id,
    parent: parent?.id ?? null,
    root: parent?.root ?? id,
    depth: parent ? parent.depth + 1 : 0,
    author: { avatar: "", ...(name ? { name } : {}) },
    html: "",
    created_at: new Date().toISOString(),
    votes: { up: 0, down: 0, score: 0 },
    reply_count: 0,
  };
}
