// A loaded thread: its parts in their places, and what each of them may ask of the others.
import { fetchReplies, fetchThread, voteOnComment } from "../api";
import { button, h } from "../dom";
import { draftSlots } from "../drafts";
import { problemText } from "../problem-text";
import { keep } from "../storage";
import type { Sort, ThreadAnswer } from "../types";
import type { CommentHost, CommentView } from "./comment-view";
import { Comments } from "./comments";
import { type Composer, composer } from "./composer";
import { type Context, nameOf } from "./context";
import { head } from "./head";
import { list } from "./list";
import { mineOn } from "./mine";
import { permalinks } from "./permalink";
import { pointsRow } from "./points-row";
import { posting } from "./posting";
import { problemLine } from "./problem-line";

const TICK_MS = 15_000;
const EDIT = "edit-";

export function discussion(context: Context, answer: ThreadAnswer, withPoints: boolean): HTMLElement {
  const { text } = context.language;
  const comments = new Comments();
  const mine = mineOn(context);
  /** Open forms by the slot of their draft: a comment's id for a reply to it, "edit-" before it for changing it. */
  const forms = new Map<string, Composer>();
  let { page, sort, next } = answer;
  /** Counts the lists there were, so that what comes late for an earlier one is left out. */
  let listing = 0;

  const host: CommentHost = {
    parentOf: ({ parent }) => (parent === null ? undefined : comments.get(parent)),
    myVote: (id) => mine.votes.get(id) ?? 0,
    editableUntil: (id) => mine.own.get(id)?.until,
    async vote(id, value) {
      const { score, mine: vote } = await voteOnComment(context.scope, id, value);
      mine.votes.set(id, vote);
      return { total: score, mine: vote };
    },
    reply: (view) => reply(view, true),
    edit: (view) => edit(view, true),
    remove: (view) => writing.remove(view),
    goTo: (id, event) => links.goTo(id, event),
    pointOut: (id, on) => shown.views.get(id)?.article.classList.toggle("pointed-out", on),
  };

  const top = head(context, (chosen) => void changeSort(chosen));
  const shown = list(context, comments, host, (id, event) => void loadReplies(id, event));
  const notice = h("p", { class: "notice muted", role: "status", hidden: true });
  const problem = problemLine();
  const moreComments = button("", (event) => void loadMore(event), { class: "action wide", part: "more" });
  const points = withPoints ? pointsRow(context, page.points.points) : null;
  const writing = posting({
    context,
    comments,
    list: shown,
    mine,
    changed,
    focusHeading: () => top.heading.focus(),
  });
  const links = permalinks({
    context,
    comments,
    list: shown,
    changed: () => changed(0),
    notFound: () => tell(text.noSuchComment),
  });
  const form = page.locked
    ? h("p", { class: "notice muted" }, text.closed)
    : composer(context, {
        label: text.yourComment,
        placeholder: text.join,
        action: text.post,
        slot: "root",
        stays: true,
        send: (message) => writing.post(null, message),
      }).element;

  const element = h(
    "section",
    { "aria-labelledby": top.heading.id },
    points?.element,
    top.element,
    form,
    notice,
    shown.element,
    problem.element,
    moreComments,
  );

  function tell(words: string | null) {
    notice.textContent = words;
    notice.hidden = words === null;
  }

  function changed(by: number) {
    page = { ...page, comments: Math.max(0, page.comments + by) };
    shown.render();
    top.showCount(page.comments);
    top.showSort(sort);
    moreComments.hidden = next === null;
    moreComments.textContent = text.moreComments(notLoaded());
    if (comments.size === 0) tell(page.locked ? null : text.empty);
    else if (notice.textContent !== text.noSuchComment) tell(null);
  }

  /** How many comments wait behind "Load more": those below cut branches are offered there. */
  function notLoaded(): number {
    let offered = 0;
    for (const { count } of comments.more.values()) offered += count;
    return page.comments - comments.living - offered;
  }

  async function changeSort(chosen: Sort) {
    keep(context.scope, "sort", chosen);
    const current = ++listing;
    await attempt(async () => {
      const fresh = await fetchThread(context.scope, { page: page.key, sort: chosen }, context.life);
      if (current !== listing) return;
      ({ page, sort, next } = fresh);
      comments.clear();
      comments.putListed(fresh.comments);
      changed(0);
      context.say(text.sorted(text.sorts[sort]));
    });
  }

  async function loadMore(event: MouseEvent) {
    const after = next;
    if (after === null) return;
    const current = listing;
    await attempt(async () => {
      const fresh = await fetchThread(context.scope, { page: page.key, sort, after }, context.life);
      if (current !== listing) return;
      ({ next } = fresh);
      arrived(event, () => comments.putListed(fresh.comments));
    });
  }

  async function loadReplies(id: string, event: MouseEvent) {
    await attempt(async () => {
      const after = comments.more.get(id)?.after ?? "";
      const fresh = await fetchReplies(context.scope, id, after, context.life);
      arrived(event, () => {
        comments.putListed(fresh.comments);
        if (fresh.more) comments.more.set(id, fresh.more);
        else comments.more.delete(id);
      });
    });
  }

  /** Shows what came; by keyboard the focus goes on to the first new comment, by pointer nothing moves. */
  function arrived(event: MouseEvent, put: () => void) {
    const known = new Set(shown.views.values());
    put();
    changed(0);
    const fresh = [...shown.views.values()].filter((view) => !known.has(view));
    context.say(text.loaded(fresh.length));
    if (event.detail === 0) fresh[0]?.article.focus();
    restoreDrafts();
  }

  async function attempt(act: () => Promise<void>) {
    problem.show("");
    element.setAttribute("aria-busy", "true");
    try {
      await act();
    } catch (reason) {
      if (!context.life.aborted) problem.show(problemText(context.language, reason));
    }
    element.removeAttribute("aria-busy");
  }

  function reply(view: CommentView, byReader: boolean) {
    const slot = view.comment.id;
    const open = forms.get(slot);
    if (open) return open.hasWords() ? open.focus() : open.leave();
    const name = nameOf(context, view.comment);
    const made = composer(context, {
      label: text.yourReply(name),
      placeholder: text.replyTo(name),
      action: text.post,
      slot,
      send: (message) => writing.post(view.comment, message),
      left(sent) {
        made.element.remove();
        forms.delete(slot);
        if (!sent) view.article.querySelector<HTMLElement>(".reply")?.focus();
      },
    });
    view.article.after(made.element);
    opened(slot, made, byReader);
  }

  function edit(view: CommentView, byReader: boolean) {
    const { id } = view.comment;
    const own = mine.own.get(id);
    if (!own) return;
    const slot = EDIT + id;
    const made = composer(context, {
      label: text.yourEdit,
      placeholder: text.yourEdit,
      action: text.save,
      slot,
      source: own.body,
      send: (message) => writing.save(id, message),
      left() {
        forms.delete(slot);
        view.update(comments.get(id) ?? view.comment);
        view.article.focus();
      },
    });
    view.showInstead(made.element);
    opened(slot, made, byReader);
  }

  function opened(slot: string, form: Composer, byReader: boolean) {
    forms.set(slot, form);
    if (byReader) form.focus();
  }

  /** Forms that were left with words in them stand open again, as soon as what they belong to is here. */
  function restoreDrafts() {
    for (const slot of draftSlots(context.scope, page.key)) {
      const view = shown.views.get(slot.replace(EDIT, ""));
      if (!view || view.comment.deleted || forms.has(slot)) continue;
      if (slot.startsWith(EDIT)) edit(view, false);
      else if (!page.locked) reply(view, false);
    }
  }

  async function loadMine() {
    const known = await mine.load();
    if (!known) return;
    points?.showMine(known.pageVote);
    for (const view of shown.views.values()) view.showMine();
    restoreDrafts();
  }

  const tick = setInterval(shown.refreshTimes, TICK_MS);
  context.life.addEventListener("abort", () => clearInterval(tick), { once: true });
  comments.putListed(answer.comments);
  changed(0);
  restoreDrafts();
  void loadMine();
  // Once it stands on the page, where there is something to scroll.
  queueMicrotask(() => void links.follow());
  return element;
}
