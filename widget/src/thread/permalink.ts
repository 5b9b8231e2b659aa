// "#rejoinder-ID": finds the comment, loads its branch if need be, brings it to a third of the window and tints it.
import { fetchComment } from "../api";
import type { Comment } from "../types";
import type { Comments } from "./comments";
import type { Context } from "./context";
import type { List } from "./list";

const HASH = /^#rejoinder-([0-9a-z]+)$/;

export const linkedComment = (): string | null => HASH.exec(location.hash)?.[1] ?? null;

export interface Permalinks {
  /** Goes where the address points, if it points to a comment, and takes the focus along: reading by keyboard goes on there. */
  follow(): Promise<void>;
  goTo(id: string, event: Event): void;
}

interface Parts {
  context: Context;
  comments: Comments;
  list: List;
  changed(): void;
  notFound(): void;
}

export function permalinks({ context, comments, list, changed, notFound }: Parts): Permalinks {
  let target: Element | null = null;

  async function follow() {
    const id = linkedComment();
    if (!id) return;
    if (!comments.get(id)) await load(id);
    if (!context.life.aborted && linkedComment() === id) show(id);
  }

  async function load(id: string) {
    try {
      const answer = await fetchComment(context.scope, id, context.life);
      if (answer.page.key !== context.page) return notFound();
      for (const comment of answer.comments) comments.put(comment, "first");
      markGaps(answer.comments);
      changed();
    } catch {
      if (!context.life.aborted) notFound();
    }
  }

  /** Only the way to the comment was loaded: what stands beside it can be asked for at the root. */
  function markGaps(path: readonly Comment[]) {
    const root = path[0];
    if (!root || comments.more.has(root.id)) return;
    const isWhole = path.every(({ reply_count }, step) => reply_count <= (step < path.length - 1 ? 1 : 0));
    if (!isWhole) comments.more.set(root.id, { count: 0, after: "" });
  }

  function show(id: string) {
    const view = list.views.get(id);
    if (!view) return;
    for (let above = view.element.parentElement; above; above = above.parentElement) {
      for (const one of list.views.values()) if (one.branch?.list === above) one.branch.unfold();
    }
    target?.classList.remove("target");
    target = view.article;
    // Asked for its place in between, so that the tint starts again on the same comment.
    view.article.scrollIntoView({ block: "start" });
    target.classList.add("target");
    view.article.focus({ preventScroll: true });
  }

  addEventListener("hashchange", () => void follow(), { signal: context.life });

  return {
    follow,
    goTo(id, event) {
      // Otherwise the browser changes the address, and with it comes a hashchange.
      if (linkedComment() !== id) return;
      event.preventDefault();
      void follow();
    },
  };
}
