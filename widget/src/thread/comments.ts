// The comments of a thread by their parent links, and their reading order: no recursion at any depth.
import type { Comment, More } from "../types";

export interface Placed {
  comment: Comment;
  depth: number;
}

export class Comments {
  readonly #byId = new Map<string, Comment>();
  readonly #roots: string[] = [];
  /** Where branches are cut short. An empty `after` asks from the branch's start. */
  readonly more = new Map<string, More>();
  /** Taken away; a moderator may bring one back. */
  readonly gone = new Set<string>();

  get(id: string): Comment | undefined {
    return this.#byId.get(id);
  }

  clear(): void {
    this.#byId.clear();
    this.#roots.length = 0;
    this.more.clear();
  }

  /** Inline comments that are loaded. */
  get inline(): Comment[] {
    return [...this.#byId.values()].filter(({ anchor, deleted }) => anchor && !deleted);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** How many comments that all can read are loaded; the page's own count leaves out the others too. */
  get living(): number {
    let living = 0;
    for (const { deleted, status } of this.#byId.values()) if (!deleted && !status) living += 1;
    return living;
  }

  put(comment: Comment, where: "last" | "first" = "last"): void {
    const isNew = !this.#byId.has(comment.id);
    this.#byId.set(comment.id, comment);
    this.gone.delete(comment.id);
    if (isNew && comment.parent === null) {
      if (where === "first") this.#roots.unshift(comment.id);
      else this.#roots.push(comment.id);
    }
  }

  /** Comments as the server lists them; its word on what is left of a branch is the last one. */
  putListed(comments: readonly Comment[]): void {
    for (const comment of comments) {
      this.put(comment);
      if (comment.more) this.more.set(comment.id, comment.more);
      else this.more.delete(comment.id);
    }
  }

  /** Those that wait for approval, newest first; a list of what all can read does not have them. */
  putWaiting(comments: Iterable<Comment>): void {
    for (const comment of [...comments].reverse())
      if (!this.#byId.has(comment.id)) this.put(comment, "first");
  }

  /** What only its writer or a moderator may see, for when neither is here any more. */
  dropUnpublished(): void {
    for (const { id, status } of [...this.#byId.values()]) if (status) this.remove(id);
  }

  /** A comment that was waiting for its id now has it; it keeps its place, or gets one if the list was made anew meanwhile. */
  rename(from: string, comment: Comment): void {
    this.#byId.delete(from);
    const place = this.#roots.indexOf(from);
    if (place >= 0) this.#roots[place] = comment.id;
    if (place >= 0 || comment.parent !== null) this.#byId.set(comment.id, comment);
    else this.put(comment, "first");
  }

  /** Takes a comment away, and with it every tombstone above that is left without replies. */
  remove(id: string): void {
    let leaving = this.#byId.get(id);
    while (leaving) {
      const { id: gone, parent } = leaving;
      this.#byId.delete(gone);
      this.gone.add(gone);
      this.more.delete(gone);
      const place = this.#roots.indexOf(gone);
      if (place >= 0) this.#roots.splice(place, 1);
      const above = parent === null ? undefined : this.#byId.get(parent);
      leaving = above?.deleted && !this.#hasReplies(above.id) ? above : undefined;
    }
  }

  #hasReplies(id: string): boolean {
    if (this.more.has(id)) return true;
    for (const comment of this.#byId.values()) if (comment.parent === id) return true;
    return false;
  }

  inReadingOrder(): Placed[] {
    const replies = this.#repliesById();
    const order: Placed[] = [];
    const waiting: Placed[] = [];
    const expect = (ids: readonly string[], depth: number) => {
      for (const id of [...ids].reverse()) {
        const comment = this.#byId.get(id);
        if (comment) waiting.push({ comment, depth });
      }
    };
    const isPinned = (id: string) => this.#byId.get(id)?.pinned === true;
    expect([...this.#roots.filter(isPinned), ...this.#roots.filter((id) => !isPinned(id))], 0);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      order.push(next);
      expect(replies.get(next.comment.id) ?? [], next.depth + 1);
    }
    return order;
  }

  /** Replies oldest first. One whose parent is not loaded (a far permalink) stands under its root. */
  #repliesById(): Map<string, string[]> {
    const replies = new Map<string, string[]>();
    for (const { id, parent, root } of this.#byId.values()) {
      if (parent === null) continue;
      const above = this.#byId.has(parent) ? parent : root;
      const siblings = replies.get(above);
      if (siblings) siblings.push(id);
      else replies.set(above, [id]);
    }
    for (const siblings of replies.values()) siblings.sort();
    return replies;
  }
}
