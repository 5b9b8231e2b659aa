// The queue and the list of all comments: a list, and beside it or in its stead the comment in full.
import { h } from "../../dom";
import { bindKeys } from "../keys";
import { siteSelect } from "../parts/site-select";
import { addressOf, go, type Place } from "../router";
import { emptyState, head, heading, type Screen } from "../screen";
import { mayModerate } from "../session";
import type { CommentList } from "../types";
import { text } from "../words";
import { type DetailPane, detailPane } from "./detail";
import { asked, type Change, filters } from "./filters";
import { commentKeys } from "./keys";
import { commentList, type Listing } from "./list";

const LOOK_EVERY_MS = 60_000;

type Changes = Parameters<Change>[0];

/** What the two screens have in common; `bar` stands between heading and list. */
function commentScreen(plan: {
  name: "queue" | "comments";
  title: string;
  place: Place;
  life: AbortSignal;
  ask(query: URLSearchParams): Record<string, string>;
  bar(change: Change): { element: HTMLElement; show(query: URLSearchParams): void };
  empty(query: URLSearchParams): HTMLElement;
  loaded(answer: CommentList): void;
}): Screen & { listing: Listing } {
  const { name, life } = plan;
  let query = plan.place.query;
  let scrolled = 0;
  const address = (id: string | null) => addressOf(name, id, query);

  const listing = commentList({
    name,
    life,
    ask: () => plan.ask(query),
    query: () => query,
    open: (id) => go(address(id)),
    moved: (from, to) => {
      if (detail.shown() === from) go(address(to), true);
    },
    loaded: plan.loaded,
    empty: () => plan.empty(query),
  });
  const detail: DetailPane = detailPane({
    list: name,
    query: () => query,
    close: () => go(address(null)),
    life,
  });
  const bar = plan.bar(change);
  const pane = h(
    "div",
    { class: "list-pane" },
    head(heading(plan.title), plan.name === "queue" && bar.element),
    plan.name === "queue" ? null : bar.element,
    listing.element,
  );
  const element = h("div", { class: `panes ${name}` }, pane, detail.element);

  function change(changes: Changes, replace = false) {
    const next = new URLSearchParams(query);
    for (const [filter, value] of Object.entries(changes)) {
      if (value === null) next.delete(filter);
      else next.set(filter, value);
    }
    go(addressOf(name, null, next), replace);
  }

  function showDetail(id: string | null) {
    const before = detail.shown();
    if (id !== null && before === null) scrolled = scrollY;
    detail.show(id, id ? listing.get(id) : undefined);
    element.classList.toggle("open", id !== null);
    if (id) opened(id);
    else if (before) closed(before);
  }

  function opened(id: string) {
    // One that is not in the list, such as what a comment answers, moves nothing in it.
    if (listing.get(id) || listing.ids().length === 0) listing.setCurrent(id);
    if (narrow()) scrollTo(0, 0);
  }

  function closed(id: string) {
    scrollTo(0, scrolled);
    listing.setCurrent(listing.get(id) ? id : listing.current(), true);
  }

  function move(place: Place) {
    const same = String(place.query) === String(query);
    query = place.query;
    bar.show(query);
    if (!same) void listing.load();
    showDetail(place.id);
  }

  bindKeys(commentKeys(listing, detail, address), life);
  bar.show(query);
  void listing.load();
  showDetail(plan.place.id);
  return { element, move, listing };
}

/** Whether the detail stands in the list's stead. */
const narrow = (): boolean => !matchMedia("(width >= 68rem)").matches;

export function queueScreen(place: Place, life: AbortSignal): Screen {
  const screen = commentScreen({
    name: "queue",
    title: text.queue.heading,
    place,
    life,
    ask: (query) => ({ status: "held", ...(query.get("site") ? { site: query.get("site") ?? "" } : {}) }),
    bar(change) {
      const site = siteSelect((key) => change({ site: key }));
      return { element: site.element, show: (query) => site.set(query.get("site")) };
    },
    empty: () =>
      emptyState(
        text.queue.empty,
        text.queue.emptyMore,
        h("p", {}, h("a", { href: addressOf("comments") }, text.queue.emptyLink)),
      ),
    loaded: () => {},
  });
  const timer = setInterval(() => {
    if (!document.hidden) void screen.listing.lookForNew();
  }, LOOK_EVERY_MS);
  life.addEventListener("abort", () => clearInterval(timer));
  return screen;
}

export function commentsScreen(place: Place, life: AbortSignal): Screen {
  let learn: (answer: CommentList) => void = () => {};
  const clear = h("a", { href: addressOf("comments") }, text.list.clearFilters);
  return commentScreen({
    name: "comments",
    title: text.list.heading,
    place,
    life,
    ask: (query) => ({ status: "all", ...asked(query) }),
    bar(change) {
      const made = filters(change);
      learn = ({ comments }) => made.learn(comments);
      return made;
    },
    empty: (query) =>
      query.size > 0
        ? emptyState(text.list.empty, text.list.emptyHint, h("p", {}, clear))
        : emptyState(mayModerate() ? text.list.emptyAll : text.wrong.mayNot),
    loaded: (answer) => learn(answer),
  });
}
