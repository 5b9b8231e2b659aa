// Which of several sites; nothing at all where there is only one.
import { h, uniqueId } from "../../dom";
import { moderated } from "../session";
import { text } from "../words";

export interface SiteSelect {
  readonly element: HTMLElement;
  set(key: string | null): void;
}

export function siteSelect(change: (key: string | null) => void): SiteSelect {
  const sites = moderated();
  const id = uniqueId();
  const select = h(
    "select",
    { id, change: () => change(select.value || null) },
    h("option", { value: "" }, text.allSites),
    ...sites.map(({ key, name }) => h("option", { value: key }, name)),
  );
  const element = h(
    "div",
    { class: "site-select" },
    h("label", { for: id, class: "unseen" }, text.site),
    select,
  );
  element.hidden = sites.length < 2;
  return {
    element,
    set: (key) => {
      select.value = key ?? "";
    },
  };
}
