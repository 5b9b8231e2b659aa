// Writing, changing and deleting: shown at once, settled when the server has answered.
import type { Author, AuthorFields, Comment, CommentAnchor } from "../types";
import { createComment, deleteComment, editComment, type Wish } from "./calls";
import { type Desk, focusAfter } from "./desk";
import { isReachable, noteFollowed } from "./following";

export interface Message {
  body: string;
  author: AuthorFields;
  notify?: Wish;
  subject?: string;
  writing_seconds?: number;
}

let waiting = 0;

/** What has an anchor is written in the article, and the focus stays there. */
export async function post(
  desk: Desk,
  parent: Comment | null,
  message: Message,
  anchor?: CommentAnchor,
): Promise<void> {
  const { context, comments, list, mine, changed } = desk;
  const { text } = context.language;
  const { name } = message.author;
  const place = anchor ? { anchor } : {};
  const author = mine.me ?? { avatar: "", ...(name ? { name } : {}) };
  const pending = { ...pendingComment(parent, author), ...place };
  comments.put(pending, "first");
  list.render();
  const view = list.views.get(pending.id);
  view?.showPending(message.body);
  changed(1);
  if (!anchor) view?.article.focus();
  context.say(text.posting);
  try {
    const page = context.pageReference();
    const saved = await createComment(context.scope, {
      page,
      parent: parent?.id ?? null,
      ...message,
      ...place,
    });
    mine.wrote(saved, message.body);
    if (saved.status) mine.waiting.set(saved.id, saved);
    const words = [saved.status ? text.onlyYou : text.posted];
    if (message.notify && !isReachable(desk)) {
      desk.toConfirm.add(saved.id);
      words.push(text.checkMail);
    } else if (message.notify) {
      noteFollowed(desk, message.notify === "page" ? null : saved.id, true);
    }
    comments.rename(pending.id, saved);
    list.rename(pending.id, saved);
    // What waits for approval is not counted.
    changed(saved.status ? -1 : 0);
    context.say(words.join(" "));
  } catch (reason) {
    comments.remove(pending.id);
    changed(-1);
    throw reason;
  }
}

export async function save(
  desk: Desk,
  before: Comment,
  { body }: Message,
  version: string | undefined,
): Promise<void> {
  const { context, comments, mine, changed } = desk;
  const saved = await editComment(context.scope, before.id, body, version);
  if (mine.isMine(before.id)) mine.wrote(saved, body);
  if (saved.status === "held") mine.waiting.set(saved.id, saved);
  comments.put(saved);
  changed(Number(!saved.status) - Number(!before.status));
  context.say(
    saved.status && !mine.me?.may_moderate ? context.language.text.onlyYou : context.language.text.saved,
  );
}

export async function deleteOwn(desk: Desk, { id, status }: Comment): Promise<void> {
  const { context, comments, list, mine, changed } = desk;
  const order = comments.inReadingOrder().map((placed) => placed.comment.id);
  const left = await deleteComment(context.scope, id);
  mine.own.delete(id);
  mine.waiting.delete(id);
  if (left?.deleted) comments.put(left);
  else comments.remove(id);
  // What answered it no longer answers a name.
  for (const view of list.views.values()) if (view.comment.parent === id) view.update(view.comment);
  changed(status ? 0 : -1);
  context.say(context.language.text.commentDeleted);
  focusAfter(desk, id, order);
}

/** Stands in until the server has named the comment. "~" sorts after every id, as the newest must. */
function pendingComment(parent: Comment | null, author: Author): Comment {
  waiting += 1;
  const id = `~${waiting}`;
  return {
    id,
    parent: parent?.id ?? null,
    root: parent?.root ?? id,
    depth: parent ? parent.depth + 1 : 0,
    author,
    html: "",
    created_at: new Date().toISOString(),
    votes: { up: 0, down: 0, score: 0 },
    reply_count: 0,
  };
}
