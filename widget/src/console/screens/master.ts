// A short list, and what was chosen of it beside it or, on a phone, in its stead.
import { button, h, setAttribute } from "../../dom";
import { bindKeys } from "../keys";
import { glyph } from "../parts/icons";
import { addressOf, go, type Place } from "../router";
import { emptyState, fill, head, heading, type Screen } from "../screen";
import { text } from "../words";

interface MasterPlan<T> {
  name: string;
  title: string;
  choose: string;
  none: string;
  missing: string;
  place: Place;
  life: AbortSignal;
  add?: { label: string; open(): void } | null;
  fetch(): Promise<T[]>;
  id(one: T): string;
  line(one: T): Node[];
  detail(one: T): HTMLElement;
}

export interface Master extends Screen {
  /** Asks for the list anew and shows the one with this id. */
  reload(id: string | null): Promise<void>;
}

export function master<T>(plan: MasterPlan<T>): Master {
  let items: T[] = [];
  let shown = plan.place.id;
  const links = new Map<string, HTMLElement>();
  const list = h("ul", { class: "master-rows" });
  const box = h("div", {});
  const body = h("div", { class: "detail-body" });
  const close = () => go(addressOf(plan.name));
  const back = button([glyph("back"), h("span", {}, text.back)], close, {
    class: "action back",
    "aria-keyshortcuts": "Escape",
  });
  const pane = h(
    "section",
    { class: "detail-pane wide-pane", "aria-label": plan.title },
    h("div", { class: "detail-head" }, back),
    body,
  );
  const add =
    plan.add && button([glyph("plus"), h("span", {}, plan.add.label)], plan.add.open, { class: "secondary" });
  const element = h(
    "div",
    { class: "panes master" },
    h("div", { class: "list-pane" }, head(heading(plan.title), add ?? null), box),
    pane,
  );

  const load = () =>
    fill(box, plan.life, plan.fetch, (answer) => {
      items = answer;
      links.clear();
      for (const one of items) {
        links.set(
          plan.id(one),
          h("a", { href: addressOf(plan.name, plan.id(one)), class: "master-row" }, ...plan.line(one)),
        );
      }
      list.replaceChildren(...[...links.values()].map((link) => h("li", {}, link)));
      box.replaceChildren(items.length > 0 ? list : emptyState(plan.none));
      show(shown);
    });

  function show(id: string | null) {
    shown = id;
    element.classList.toggle("open", id !== null);
    for (const [key, link] of links) setAttribute(link, "aria-current", key === id && "true");
    const one = items.find((item) => plan.id(item) === id);
    if (one) body.replaceChildren(plan.detail(one));
    else body.replaceChildren(emptyState(id === null ? plan.choose : plan.missing));
  }

  function move(place: Place) {
    const before = shown;
    if (place.id === before) return;
    show(place.id);
    scrollTo(0, 0);
    if (place.id !== null) body.querySelector<HTMLElement>("h2")?.focus();
    else if (before) links.get(before)?.focus();
  }

  bindKeys({ Escape: () => shown !== null && close() }, plan.life);
  void load();
  return {
    element,
    move,
    async reload(id) {
      shown = id;
      if (id !== plan.place.id) history.replaceState(null, "", addressOf(plan.name, id));
      await load();
    },
  };
}
