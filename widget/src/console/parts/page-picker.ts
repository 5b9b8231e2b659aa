// Choosing a page by a part of its title or address.
import { button, h } from "../../dom";
import { fetchPages } from "../api";
import { failure } from "../screen";
import { siteName } from "../session";
import type { PageRow } from "../types";
import { text } from "../words";
import { openDialog } from "./dialog";
import { searchBox } from "./search-box";

const SHOWN = 8;

export interface PagePicker {
  readonly element: HTMLElement;
}

export function pagePicker(plan: {
  label: string;
  site: string | null;
  not?: string;
  life: AbortSignal;
  chosen(page: PageRow): void;
}): PagePicker {
  const results = h("ul", { class: "choices", "aria-live": "polite" });
  const search = searchBox(plan.label, (words) => void load(words));
  let latest = 0;

  async function load(q: string) {
    const mine = ++latest;
    try {
      const { pages } = await fetchPages({ site: plan.site, q, limit: SHOWN + 1 }, plan.life);
      if (mine !== latest) return;
      const found = pages.filter(({ id }) => id !== plan.not).slice(0, SHOWN);
      results.replaceChildren(
        ...(found.length > 0 ? found.map(choice) : [h("li", { class: "muted" }, text.pages.noneFits)]),
      );
    } catch (error) {
      if (!plan.life.aborted)
        results.replaceChildren(
          h(
            "li",
            {},
            failure(error, () => void load(q)),
          ),
        );
    }
  }

  const choice = (page: PageRow) =>
    h(
      "li",
      {},
      button(
        [
          h("span", { class: "strong" }, page.title || page.key),
          h(
            "span",
            { class: "muted" },
            [plan.site ? "" : siteName(page.site), page.key].filter(Boolean).join(" · "),
          ),
        ],
        ({ currentTarget }) => {
          for (const one of results.querySelectorAll("button")) {
            one.setAttribute("aria-pressed", String(one === currentTarget));
          }
          plan.chosen(page);
        },
        { class: "choice", "aria-pressed": "false" },
      ),
    );

  void load("");
  return { element: h("div", { class: "picker" }, search.element, results) };
}

export function openPagePicker(heading: string, site: string | null, chosen: (page: PageRow) => void): void {
  const life = new AbortController();
  openDialog({
    heading,
    closed: () => life.abort(),
    content: (close) => [
      pagePicker({
        label: text.pages.searchLabel,
        site,
        life: life.signal,
        chosen(page) {
          close();
          chosen(page);
        },
      }).element,
    ],
  });
}
