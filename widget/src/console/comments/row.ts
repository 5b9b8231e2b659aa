// A comment in a list: the card, a box to select it, and a click anywhere beside its controls to open it.
import { h, setAttribute } from "../../dom";
import type { AdminComment } from "../types";
import { text } from "../words";
import { nameOf } from "./about";
import { type Card, card } from "./card";
import type { Listing } from "./list";

export interface Row {
  readonly element: HTMLLIElement;
  readonly card: Card;
  select(on: boolean): void;
  mark(current: boolean): void;
}

export function row(comment: AdminComment, listing: Listing): Row {
  const box = h("input", {
    type: "checkbox",
    "aria-label": text.comment.select(nameOf(comment)),
    change: () => listing.select([comment.id], box.checked),
  });
  const inner = card(comment, {
    list: listing.name,
    query: listing.query,
    decide: (verdict) => listing.decide([comment.id], verdict),
  });
  const element = h("li", { class: "row" }, h("label", { class: "select" }, box), inner.element);

  inner.element.addEventListener("focusin", () => listing.setCurrent(comment.id));
  inner.element.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("a, button, input, textarea, label, form, summary") || String(getSelection())) return;
    listing.open(comment.id);
  });

  return {
    element,
    card: inner,
    select(on) {
      box.checked = on;
      element.classList.toggle("selected", on);
    },
    mark(current) {
      element.classList.toggle("current", current);
      setAttribute(inner.element, "aria-current", current && "true");
    },
  };
}
