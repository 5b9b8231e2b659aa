// "12 comments" as the heading, beside it the way to be told of more, and at the other end the ways to sort, as plain words.
import { button, h, icon, setAttribute, uniqueId } from "../dom";
import { SORTS } from "../options";
import type { Sort } from "../types";
import type { Context } from "./context";

export interface Head {
  readonly element: HTMLElement;
  readonly heading: HTMLHeadingElement;
  /** "Follow by mail"; write/following.ts says whether one does. */
  readonly follow: HTMLButtonElement;
  showCount(comments: number): void;
  showSort(sort: Sort): void;
  showFilter(offered: boolean, on: boolean): void;
}

export function head(
  context: Context,
  choose: (sort: Sort) => void,
  follow: () => void,
  filter: () => void,
): Head {
  const { text } = context.language;
  const heading = h("h2", { id: uniqueId(), tabindex: -1, part: "heading" });
  const following = button([icon("bell"), h("span", {}, text.follow)], follow, {
    class: "action follow",
    hidden: !context.rules.mail,
  });
  const inline = button(text.inline, filter, { class: "sort", hidden: true });
  const words = new Map<Sort, HTMLButtonElement>();
  for (const sort of SORTS) {
    const name = text.sorts[sort];
    words.set(
      sort,
      button(h("span", { "data-word": name }, name), () => choose(sort), { class: "sort" }),
    );
  }
  const sorts = h(
    "div",
    { class: "sorts", part: "sort", role: "group", "aria-label": text.sortLabel },
    ...words.values(),
  );
  return {
    element: h(
      "header",
      { class: "head", part: "head" },
      heading,
      following,
      h("div", { class: "ways" }, inline, sorts),
    ),
    heading,
    follow: following,
    showCount(comments) {
      heading.textContent = text.heading(comments);
      // There is nothing to sort in a handful of words.
      sorts.hidden = comments < 2;
    },
    showSort(current) {
      for (const [sort, word] of words) setAttribute(word, "aria-current", sort === current && "true");
    },
    showFilter(offered, on) {
      inline.hidden = !offered;
      setAttribute(inline, "aria-pressed", String(on));
    },
  };
}
