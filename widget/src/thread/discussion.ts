// A loaded thread: its parts in their places, and what each of them may ask of the others.
import { voteOnComment } from "../api";
import { button, h } from "../dom";
import { Problem } from "../http";
import type { Inline } from "../inline";
import { inlineScript } from "../own-script";
import { problemText } from "../problem-text";
import { recallNames, scopeKey } from "../storage";
import type { Comment, ThreadAnswer } from "../types";
import { currentSession, WHO } from "../visitor";
import { closing, isClosed, mayWrite } from "./closing";
import type { CommentHost } from "./comment-view";
import { Comments } from "./comments";
import type { Context } from "./context";
import { head } from "./head";
import { draftPrefix, join } from "./join";
import { list } from "./list";
import { mineOn } from "./mine";
import { paging } from "./paging";
import type { Parts } from "./parts";
import { passage } from "./passage";
import { permalinks } from "./permalink";
import { pointsRow } from "./points-row";
import { lazyWriting } from "./writing";

const TICK_MS = 15_000;

export interface Discussion {
  readonly element: HTMLElement;
  /** The site may have named another member of its own. */
  identify(): void;
}

export function discussion(
  context: Context,
  answer: ThreadAnswer,
  withPoints: boolean,
  article: string | null,
): Discussion {
  const { text } = context.language;
  const { page, sort, next } = answer;
  const comments = new Comments();
  const mine = mineOn(context);
  const writing = lazyWriting(() => parts);
  let inline: Inline | null = null;

  const host: CommentHost = {
    parentOf: ({ parent }) => (parent === null ? undefined : comments.get(parent)),
    isMine: mine.isMine,
    myVote: (id) => mine.votes.get(id) ?? 0,
    async vote(id, value) {
      const { score, mine: vote } = await voteOnComment(context.scope, id, value);
      mine.votes.set(id, vote);
      return { total: score, mine: vote };
    },
    reply: async (view) => (await writing.come()).reply(view),
    tools: async (view, row) => (await writing.come()).tools(view, row),
    passage: ({ anchor }) => (anchor ? passage(anchor, inline) : null),
    standing: (view) => writing.here?.standing(view) ?? null,
    goTo: (id, event) => links.goTo(id, event),
    pointOut: (id, on) => parts.list.views.get(id)?.article.classList.toggle("pointed-out", on),
  };

  const parts: Parts = {
    context,
    comments,
    mine,
    now: { page, sort, next, inlineOnly: false },
    head: head(
      context,
      (chosen) => void pages.changeSort(chosen),
      () => void pages.attempt(async () => (await writing.come()).follow()),
      () => void pages.filter(),
    ),
    list: list(context, comments, host, (id, event) => void pages.loadReplies(id, event)),
    join: join(context, writing.fetch),
    changed,
    tell,
  };
  const pages = paging(
    () => parts,
    () => writing.here?.restoreDrafts(),
  );
  const closed = closing(context, (from) => {
    void pages.attempt(async () => (await writing.come()).signIn(from));
  });
  const leaveFilter = button(text.viewAll, () => void viewAll(), { class: "action strong" });
  const filtered = h(
    "p",
    { class: "notice small filtered", hidden: true },
    h("span", {}, text.inline),
    " · ",
    leaveFilter,
  );
  const notice = h("p", { class: "notice muted", role: "status", hidden: true });
  const points = withPoints ? pointsRow(context, page.points.points) : null;
  const links = permalinks({
    context,
    comments,
    list: parts.list,
    changed: () => changed(0),
    notFound() {
      tell(text.noSuchComment);
      notice.scrollIntoView({ block: "center" });
    },
  });
  const element = h(
    "section",
    { "aria-labelledby": parts.head.heading.id },
    points?.element,
    parts.head.element,
    closed.element,
    parts.join.element,
    filtered,
    notice,
    parts.list.element,
    pages.element,
  );
  let told = "";

  function tell(words: string) {
    told = words;
    showNotice();
  }

  function showNotice() {
    const words =
      told || (comments.size === 0 && !parts.now.inlineOnly && !isClosed(parts.now.page) ? text.empty : "");
    if (notice.textContent !== words) notice.textContent = words;
    notice.hidden = !words;
  }

  /** From the heading on. */
  async function viewAll() {
    if (parts.now.inlineOnly && !(await pages.filter(false))) return;
    parts.head.element.scrollIntoView({ block: "start" });
    parts.head.heading.focus({ preventScroll: true });
  }

  /** What waits is listed only where it would be if it did not. */
  const isListed = ({ anchor, root }: Comment) => !parts.now.inlineOnly || anchor || comments.get(root);

  function changed(by: number) {
    const { now, list, head } = parts;
    now.page = { ...now.page, comments: Math.max(0, now.page.comments + by) };
    comments.putWaiting([...mine.waiting.values()].filter(isListed));
    list.render();
    head.showCount(now.page.comments);
    head.showSort(now.sort);
    head.showFilter(
      now.inlineOnly || Boolean(answer.inline?.length) || comments.inline.length > 0,
      now.inlineOnly,
    );
    filtered.hidden = !now.inlineOnly;
    pages.refresh();
    showWhoMayWrite();
    showNotice();
    inline?.refresh();
  }

  function showWhoMayWrite() {
    const { page } = parts.now;
    closed.show(page, mine.me);
    closed.element.hidden = !isClosed(page);
    parts.join.element.hidden = !mayWrite(page, mine.me);
    element.toggleAttribute("data-closed", !mayWrite(page, mine.me));
  }

  /** Asks what is the reader's own here, and shows it. */
  async function learn() {
    const viewer = await mine.load().catch((reason) => {
      if (reason instanceof Problem) tell(problemText(context.language, reason));
    });
    if (!viewer) return;
    if (mine.waiting.size > 0 || viewer.email_verified) await writing.come().catch(() => undefined);
    points?.showMine(viewer.page_vote);
    changed(0);
    for (const view of parts.list.views.values()) view.showMine();
    writing.here?.refresh();
  }

  /** Somebody signed in by hand or by the site, or begun words, need write.js at once. */
  async function settle() {
    const { scope, page } = context;
    // What was begun on a passage waits for whoever opens it again: its name has a blank in it, a comment's id has none.
    const drafts = recallNames(scope, draftPrefix(page)).some((slot) => !slot.includes(" "));
    if (context.userToken() || currentSession(scope) || drafts) {
      const here = await writing.come().catch(() => null);
      if (await here?.identify()) return;
    }
    await learn();
  }

  function onWho({ detail }: CustomEvent<string>) {
    if (detail !== scopeKey(context.scope, "")) return;
    mine.forget();
    if (mine.me) told = "";
    comments.dropUnpublished();
    changed(0);
    writing.here?.refresh();
    void settle();
  }

  /** Marks in the article come after the thread; without them it is the same thread. */
  async function mark(selector: string) {
    const script = await inlineScript(context.scope.server).catch(() => null);
    if (!script || life.aborted) return;
    inline = script.startInline({
      ...parts,
      selector,
      first: answer.inline ?? [],
      write: writing.come,
      mayWrite: () => mayWrite(parts.now.page, mine.me),
      viewAll: () => void viewAll(),
      goTo: links.goTo,
    });
  }

  const tick = setInterval(parts.list.refreshTimes, TICK_MS);
  const { life } = context;
  life.addEventListener("abort", () => clearInterval(tick), { once: true });
  document.addEventListener(WHO, (event) => onWho(event as CustomEvent<string>), { signal: life });
  comments.putListed(answer.comments);
  changed(0);
  void settle();
  // Once it stands on the page, where there is something to scroll.
  queueMicrotask(() => void links.follow());
  if (article) requestAnimationFrame(() => void mark(article));
  return { element, identify: () => void settle() };
}
