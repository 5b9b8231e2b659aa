// More of a thread than its first page: another order, later comments, the rest of a branch.
import { fetchReplies, fetchThread } from "../api";
import { button, h } from "../dom";
import { problemText } from "../problem-text";
import { keep } from "../storage";
import type { Sort, ThreadAnswer } from "../types";
import type { Parts } from "./parts";
import { problemLine } from "./problem-line";

export interface Paging {
  /** "Load more comments", and why something could not be loaded. */
  readonly element: HTMLElement;
  changeSort(chosen: Sort): Promise<void>;
  /** Lists inline comments alone, or all again: as told, or the other way than was wanted last. Says whether they stand there now. */
  filter(inlineOnly?: boolean): Promise<boolean>;
  loadReplies(id: string, event: MouseEvent): Promise<void>;
  /** How much there is to load has changed. */
  refresh(): void;
  /** Does something, and says why it could not be done. */
  attempt(act: () => Promise<unknown>): Promise<boolean>;
}

/** `arrived` is told when comments were added to the list. */
export function paging(parts: () => Parts, arrived: () => void): Paging {
  const { context, comments, list, now } = parts();
  const { text } = context.language;
  const problem = problemLine();
  const more = button("", (event) => void loadMore(event), { class: "action wide", part: "more" });
  const element = h("div", {}, problem.element, more);
  /** Counts the lists there were, so that what comes late for an earlier one is left out. */
  let listing = 0;
  let listed = 0;
  let busy = 0;
  /** What was pressed last, which may still be on its way. */
  const wanted = { sort: now.sort, inlineOnly: now.inlineOnly };

  const fetchList = ({ sort, inlineOnly }: typeof wanted, after?: string): Promise<ThreadAnswer> =>
    fetchThread(
      context.scope,
      { page: now.page.key, sort, ...(after ? { after } : {}), anchored: inlineOnly ? "true" : null },
      context.life,
    );

  async function changeSort(sort: Sort) {
    keep(context.scope, "sort", sort);
    await listAnew({ sort }, text.sorted(text.sorts[sort]));
  }

  async function listAnew(change: Partial<typeof wanted>, words: string): Promise<boolean> {
    const current = ++listing;
    Object.assign(wanted, change);
    const { inlineOnly } = wanted;
    const isDone = await attempt(async () => {
      const answer = await fetchList(wanted).catch((reason) => {
        if (current === listing) throw reason;
      });
      if (!answer || current !== listing) return;
      const { page, sort, next, comments: fresh } = answer;
      listed = current;
      Object.assign(now, { page, sort, next, inlineOnly });
      comments.clear();
      comments.putListed(fresh);
      parts().changed(0);
      context.say(words);
    });
    if (current !== listing) return false;
    if (!isDone) Object.assign(wanted, { sort: now.sort, inlineOnly: now.inlineOnly });
    return isDone;
  }

  async function loadMore(event: MouseEvent) {
    const after = now.next;
    if (after === null) return;
    await attempt(async () => {
      const fresh = await fetchList(now, after);
      if (now.next !== after) return;
      now.next = fresh.next;
      show(event, () => comments.putListed(fresh.comments));
    });
  }

  async function loadReplies(id: string, event: MouseEvent) {
    const current = listed;
    await attempt(async () => {
      const after = comments.more.get(id)?.after ?? "";
      const fresh = await fetchReplies(context.scope, id, after, context.life);
      if (current !== listed) return;
      show(event, () => {
        comments.putListed(fresh.comments);
        if (fresh.more) comments.more.set(id, fresh.more);
        else comments.more.delete(id);
      });
    });
  }

  /** Shows what came; by keyboard the focus goes on to the first new comment, by pointer nothing moves. */
  function show(event: MouseEvent, put: () => void) {
    const known = new Set(list.views.values());
    put();
    parts().changed(0);
    const fresh = [...list.views.values()].filter((view) => !known.has(view));
    context.say(text.loaded(fresh.length));
    if (event.detail === 0) fresh[0]?.article.focus();
    arrived();
  }

  async function attempt(act: () => Promise<unknown>): Promise<boolean> {
    problem.show("");
    element.setAttribute("aria-busy", "true");
    busy += 1;
    const isDone = await act().then(
      () => true,
      (reason) => {
        if (!context.life.aborted) problem.show(problemText(context.language, reason));
        return false;
      },
    );
    busy -= 1;
    if (busy === 0) element.removeAttribute("aria-busy");
    return isDone;
  }

  /** How many comments wait behind "Load more": those below cut branches are offered there. */
  function notLoaded(): number {
    let offered = 0;
    for (const { count } of comments.more.values()) offered += count;
    // How many are inline is not known.
    return now.inlineOnly ? 0 : now.page.comments - comments.living - offered;
  }

  function refresh() {
    more.hidden = now.next === null;
    more.textContent = text.moreComments(notLoaded());
  }

  return {
    element,
    changeSort,
    filter: (inlineOnly = !wanted.inlineOnly) =>
      listAnew({ inlineOnly }, inlineOnly ? text.inline : text.viewAll),
    loadReplies,
    refresh,
    attempt,
  };
}
