// The pages: how much is going on there, closing and opening, moving and merging.
import { button, h } from "../../dom";
import { changePage, fetchPages } from "../api";
import { away, pageTitle, safeAddress } from "../comments/about";
import { notice } from "../notice";
import { searchBox } from "../parts/search-box";
import { siteSelect } from "../parts/site-select";
import { addressOf, go, type Place } from "../router";
import { emptyState, failure, fill, head, heading, type Screen } from "../screen";
import { moderated, siteName } from "../session";
import type { PageRow } from "../types";
import { dayOf, text, times, why } from "../words";
import { openPageDialog } from "./page-dialog";
import { openMergeDialog } from "./page-merge";

export function pagesScreen(place: Place, life: AbortSignal): Screen {
  let query = place.query;
  let next: string | null = null;
  const list = h("ul", { class: "plain-rows" });
  const end = h("div", { class: "end" });
  const box = h("div", {});
  const search = searchBox(text.pages.searchLabel, (words) => change({ q: words || null }, true));
  const filter = siteSelect((key) => change({ site: key }));

  function change(changes: Record<string, string | null>, replace = false) {
    const wanted = new URLSearchParams(query);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) wanted.delete(name);
      else wanted.set(name, value);
    }
    go(addressOf("pages", null, wanted), replace);
  }

  const ask = (after: string | null) =>
    fetchPages({ site: query.get("site"), q: query.get("q"), after, limit: 30 }, life);

  const load = () =>
    fill(
      box,
      life,
      () => ask(null),
      (answer) => {
        list.replaceChildren();
        box.replaceChildren(list, end);
        take(answer);
        if (answer.pages.length === 0) {
          const narrowed = query.has("q") || query.has("site");
          box.replaceChildren(
            narrowed ? emptyState(text.pages.noneFits) : emptyState(text.pages.empty, text.pages.emptyHint),
          );
        }
      },
    );

  function take(answer: { pages: PageRow[]; next: string | null }) {
    next = answer.next;
    list.append(...answer.pages.map((page) => pageLine(page, load)));
    end.replaceChildren(
      ...(next ? [button(text.loadMore, () => void more(), { class: "secondary wide" })] : []),
    );
  }

  async function more() {
    try {
      take(await ask(next));
    } catch (error) {
      if (!life.aborted) end.replaceChildren(failure(error, () => void more()));
    }
  }

  function show() {
    search.set(query.get("q") ?? "");
    filter.set(query.get("site"));
    void load();
  }

  show();
  return {
    element: h(
      "div",
      { class: "page" },
      head(heading(text.pages.heading)),
      h("div", { class: "find" }, search.element, filter.element),
      box,
    ),
    move(to) {
      query = to.query;
      show();
    },
  };
}

function pageLine(start: PageRow, reload: () => void): HTMLElement {
  const element = h("li", { class: "page-row" });

  function update(page: PageRow) {
    const title = pageTitle(page);
    const address = safeAddress(page.url);
    const closed = page.locked || (page.closes_at !== null && Date.parse(page.closes_at) <= Date.now());
    const lock = button(page.locked ? text.pages.open : text.pages.close, () => void toggle(page), {
      class: "action",
      "aria-label": page.locked ? text.pages.openOf(title) : text.pages.closeOf(title),
    });
    element.replaceChildren(
      h(
        "div",
        { class: "page-what" },
        h("p", { class: "strong" }, address ? away(address, title) : title),
        h("p", { class: "contact" }, ...facts(page, closed)),
      ),
      h(
        "div",
        { class: "actions" },
        lock,
        button(text.pages.change, () => openPageDialog(page, update, reload), {
          class: "action",
          "aria-label": text.pages.changeOf(title),
        }),
        button(text.pages.merge, () => openMergeDialog(page, null, reload), {
          class: "action",
          "aria-label": text.pages.mergeOf(title),
        }),
      ),
    );
  }

  async function toggle(page: PageRow) {
    try {
      update(await changePage(page.id, { locked: !page.locked }));
      notice(page.locked ? text.pages.openNow : text.pages.closedNow);
      element.querySelector("button")?.focus();
    } catch (error) {
      notice(why(error));
    }
  }

  update(start);
  return element;
}

function facts(page: PageRow, closed: boolean): (HTMLElement | false)[] {
  const listed = (extra: Record<string, string> = {}) =>
    addressOf("comments", null, new URLSearchParams({ page: page.id, ...extra }));
  const { closes_at, last_comment_at } = page;
  const closing =
    closes_at && (closed ? text.pages.closedSince(dayOf(closes_at)) : text.pages.closes(dayOf(closes_at)));
  return [
    h(
      "a",
      { href: listed(), "aria-label": `${text.comments(page.comments)}: ${pageTitle(page)}` },
      text.comments(page.comments),
    ),
    page.held > 0 &&
      h(
        "a",
        {
          href: listed({ status: "held" }),
          "aria-label": `${text.pages.held(page.held)}: ${pageTitle(page)}`,
        },
        text.pages.held(page.held),
      ),
    h("span", {}, text.pages.points(page.points.points)),
    closing || closed ? h("span", { class: "status" }, closing || text.pages.closed) : false,
    last_comment_at !== null && h("span", {}, text.pages.last(times.ago(last_comment_at))),
    moderated().length > 1 && h("span", {}, siteName(page.site)),
    h("span", { class: "key" }, page.key),
  ];
}
