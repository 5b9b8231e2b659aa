// Which comments are listed. The address holds all of it.
import { button, h, setAttribute, uniqueId } from "../../dom";
import { glyph } from "../parts/icons";
import { openPagePicker } from "../parts/page-picker";
import { searchBox } from "../parts/search-box";
import { siteSelect } from "../parts/site-select";
import type { AdminComment } from "../types";
import { text } from "../words";
import { nameOf, pageTitle } from "./about";

const STATUSES = ["all", "held", "published", "spam", "removed"] as const;
const SWITCHES = [
  ["unanswered", text.list.unanswered],
  ["links", text.list.links],
  ["new_people", text.list.newPeople],
] as const;
const NAMES = ["site", "status", "q", "page", "actor", ...SWITCHES.map(([name]) => name)];

export type Change = (changes: Record<string, string | null>, replace?: boolean) => void;

export interface Filters {
  readonly element: HTMLElement;
  show(query: URLSearchParams): void;
  /** A comment of the list tells what its page and its writer are called. */
  learn(comments: readonly AdminComment[]): void;
}

/** What of an address is a filter. */
export const asked = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(NAMES.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? ""]] : [])));

export function filters(change: Change): Filters {
  let query = new URLSearchParams();
  let pageName = text.list.thisPage;
  let personName = text.list.thisPerson;
  const tabs = STATUSES.map((status) =>
    button(
      status === "all" ? text.list.all : text.status[status],
      () => change({ status: status === "all" ? null : status }),
      { class: "tab" },
    ),
  );
  const search = searchBox(text.list.searchLabel, (words) => change({ q: words || null }, true));
  const site = siteSelect((key) => change({ site: key, page: null, actor: null }));
  const switches = SWITCHES.map(([name, label]) =>
    button(label, () => change({ [name]: query.get(name) ? null : "true" }), { class: "chip" }),
  );
  const page = button(text.list.page, choosePage, { class: "chip" });
  const named = h("div", { class: "chips" });
  const box = h("div", { class: "chips filters", id: uniqueId() }, ...switches, page, site.element);
  const toggle = button(text.list.filters, () => open(toggle.getAttribute("aria-expanded") !== "true"), {
    class: "chip filters-toggle",
    "aria-expanded": "false",
    "aria-controls": box.id,
  });
  const element = h(
    "div",
    { class: "filter-bar" },
    h("div", { class: "find" }, search.element, toggle),
    h("div", { class: "tabs", role: "group", "aria-label": text.list.statusLabel }, ...tabs),
    box,
    named,
  );

  const open = (on: boolean) => toggle.setAttribute("aria-expanded", String(on));

  function choosePage() {
    openPagePicker(text.list.choosePage, query.get("site"), (chosen) => {
      pageName = pageTitle(chosen);
      change({ page: chosen.id });
    });
  }

  function show(now: URLSearchParams) {
    query = now;
    const status = now.get("status") ?? "all";
    for (const [i, tab] of tabs.entries())
      setAttribute(tab, "aria-current", STATUSES[i] === status && "true");
    for (const [i, one] of switches.entries()) {
      one.setAttribute("aria-pressed", String(now.has(SWITCHES[i]?.[0] ?? "")));
    }
    search.set(now.get("q") ?? "");
    site.set(now.get("site"));
    const on = ["site", ...SWITCHES.map(([one]) => one)].filter((one) => now.has(one)).length;
    toggle.textContent = on > 0 ? text.list.filtersOn(on) : text.list.filters;
    named.replaceChildren(
      ...(now.has("page") ? [removable(text.list.onPage(pageName), "page")] : []),
      ...(now.has("actor") ? [removable(text.list.byPerson(personName), "actor")] : []),
    );
    named.hidden = !named.hasChildNodes();
  }

  const removable = (words: string, name: string) =>
    button([h("span", {}, words), glyph("close")], () => change({ [name]: null }), {
      class: "chip on",
      "aria-label": text.list.removeFilter(words),
    });

  return {
    element,
    show,
    learn(comments) {
      const one = comments[0];
      if (!one) return;
      pageName = query.has("page") ? pageTitle(one.page) : pageName;
      personName = nameOf(one);
      show(query);
    },
  };
}
