// Keeps the comments on the page as the store has them, touching only what changed: focus and scroll stay put.
import { h } from "../dom";
import type { Comment } from "../types";
import { type Branch, branch } from "./branch";
import { type CommentHost, type CommentView, commentView } from "./comment-view";
import type { Comments } from "./comments";
import { type Context, nameOf } from "./context";

/** Deeper replies stand at this edge and say whom they answer. Narrow containers show fewer (styles.css). */
const STEPS = 4;

export interface List {
  readonly element: HTMLOListElement;
  readonly views: ReadonlyMap<string, CommentView>;
  render(): void;
  rename(from: string, comment: Comment): void;
  refreshTimes(): void;
}

export function list(
  context: Context,
  comments: Comments,
  host: CommentHost,
  loadReplies: (id: string, event: MouseEvent) => void,
): List {
  const element = h("ol", { class: "thread", role: "list" });
  const views = new Map<string, CommentView>();

  function render() {
    const order = comments.inReadingOrder();
    dropAllBut(new Set(order.map(({ comment }) => comment.id)));
    const above: CommentView[] = [];
    const filled = new Map<Element, number>();
    for (const { comment, depth } of order) {
      const view = viewOf(comment);
      const parent = above[Math.min(depth, STEPS) - 1];
      const container = parent ? branchOf(parent).list : element;
      const place = filled.get(container) ?? 0;
      filled.set(container, place + 1);
      const there = container.children[place] ?? null;
      if (there !== view.element) container.insertBefore(view.element, there);
      if (depth < STEPS) above[depth] = view;
    }
    for (const view of views.values()) showLeft(view);
  }

  function dropAllBut(present: ReadonlySet<string>) {
    for (const [id, view] of views) {
      if (present.has(id)) continue;
      view.element.remove();
      views.delete(id);
    }
  }

  function showLeft(view: CommentView) {
    const more = comments.more.get(view.comment.id);
    if (more) branchOf(view).refresh(more.count);
    else view.branch?.refresh(null);
  }

  function viewOf(comment: Comment): CommentView {
    const known = views.get(comment.id);
    if (known) {
      if (known.comment !== comment) known.update(comment);
      return known;
    }
    const made = commentView(comment, context, host);
    views.set(comment.id, made);
    return made;
  }

  function branchOf(view: CommentView): Branch {
    if (!view.branch) {
      view.branch = branch(context, nameOf(context, view.comment), (event) =>
        loadReplies(view.comment.id, event),
      );
      view.element.append(view.branch.element);
    }
    return view.branch;
  }

  return {
    element,
    views,
    render,
    rename(from, comment) {
      const view = views.get(from);
      if (!view) return;
      views.delete(from);
      views.set(comment.id, view);
      view.update(comment);
    },
    refreshTimes() {
      for (const view of views.values()) view.refreshTimes();
    },
  };
}
