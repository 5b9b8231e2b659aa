// The sites, and adding one.
import { h } from "../../dom";
import { addSite, fetchSites } from "../api";
import { notice } from "../notice";
import { openDialog } from "../parts/dialog";
import { areaField, textField } from "../parts/field";
import { form } from "../parts/form";
import type { Place } from "../router";
import type { Screen } from "../screen";
import { mayAdminister, refreshSession } from "../session";
import { leave } from "../unsaved";
import { text } from "../words";
import { type Master, master } from "./master";
import { siteDetail } from "./site";

export function sitesScreen(place: Place, life: AbortSignal): Screen {
  const screen: Master = master({
    name: "sites",
    title: text.sites.heading,
    choose: text.sites.choose,
    none: text.sites.empty,
    missing: text.sites.gone,
    place,
    life,
    add: mayAdminister()
      ? { label: text.sites.add, open: () => leave(() => openAddDialog((key) => screen.reload(key))) }
      : null,
    fetch: async () => (await fetchSites(life)).sites,
    id: (site) => site.key,
    line: (site) => [
      h("span", { class: "strong" }, site.name),
      h("span", { class: "muted" }, `${site.key} · ${text.comments(site.comments)}`),
    ],
    detail: (site) => siteDetail(site, (key) => void screen.reload(key)),
  });
  return screen;
}

export const lines = (words: string): string[] =>
  words
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

function openAddDialog(added: (key: string) => Promise<void>): void {
  const key = textField({
    name: "key",
    label: text.sites.key,
    hint: text.sites.keyHint,
    placeholder: "blog",
  });
  const name = textField({ name: "name", label: text.sites.name });
  const origins = areaField({
    name: "origins",
    label: text.sites.origins,
    hint: text.sites.originsHint,
    rows: 2,
    mono: true,
  });
  openDialog({
    heading: text.sites.addHeading,
    content: (close) => [
      form({
        content: [key, name, origins],
        action: text.sites.add,
        cancel: close,
        async send() {
          const site = await addSite({
            key: key.value().trim(),
            name: name.value().trim(),
            origins: lines(origins.value()),
          });
          close();
          notice(text.sites.added);
          refreshSession();
          await added(site.key);
        },
      }).element,
    ],
  });
}
