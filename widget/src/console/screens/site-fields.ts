// All settings of a site as fields, and what of them was changed.
import { h } from "../../dom";
import type { SiteChanges } from "../api";
import {
  areaField,
  choiceField,
  type Field,
  groupField,
  numberField,
  textField,
  tickField,
} from "../parts/field";
import type { SiteDetail, SiteSettings } from "../types";
import { text } from "../words";
import { lines } from "./sites";

// biome-ignore lint/suspicious/noExplicitAny: fields of any value stand side by side.
type Part = Node | Field<any>;

export function siteFields(site: SiteDetail, readonly: boolean): { content: Part[]; changes(): SiteChanges } {
  const about = generalFields(site, readonly);
  const zone = zoneField(site.settings, readonly);
  const reading = readingFields(site.settings, readonly);
  const holding = holdingFields(site.settings, readonly);
  const title = (words: string) => h("h3", {}, words);

  function changes(): SiteChanges {
    const settings = changed(site.settings, {
      ...reading.values(),
      ...holding.values(),
      time_zone: zone.value().trim(),
    });
    return {
      ...changed({ name: site.name, origins: site.origins }, about.values()),
      ...(Object.keys(settings).length > 0 ? { settings } : {}),
    };
  }

  return {
    content: [
      title(text.sites.general),
      ...about.fields,
      zone,
      title(text.sites.reading),
      ...reading.fields,
      title(text.sites.moderation),
      ...holding.fields,
    ],
    changes,
  };
}

/** Only what differs is sent, so that two people who change different things do not undo each other. */
function changed<T extends object>(before: T, after: Partial<T>): Partial<T> {
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(before[name as keyof T]);
  return Object.fromEntries(Object.entries(after).filter(differs)) as Partial<T>;
}

function generalFields(site: SiteDetail, readonly: boolean) {
  const name = textField({ name: "name", label: text.sites.name, value: site.name, readonly });
  const origins = areaField({
    name: "origins",
    label: text.sites.origins,
    hint: text.sites.originsHint,
    value: site.origins.join("\n"),
    rows: Math.max(2, site.origins.length),
    mono: true,
    readonly,
  });
  return {
    fields: [name, origins],
    values: () => ({ name: name.value().trim(), origins: lines(origins.value()) }),
  };
}

/** Browsers know the places, but not all of them name the time that is nowhere. */
function zoneField(settings: SiteSettings, readonly: boolean): Field {
  return textField({
    name: "time_zone",
    label: text.sites.timeZone,
    hint: text.sites.timeZoneHint,
    value: settings.time_zone,
    suggestions: [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])],
    readonly,
  });
}

function readingFields(settings: SiteSettings, readonly: boolean) {
  const { sites } = text;
  const sort = choiceField<SiteSettings["sort"]>({
    name: "sort",
    label: sites.sort,
    hint: sites.sortHint,
    value: settings.sort,
    choices: [
      ["newest", sites.sorts.newest],
      ["oldest", sites.sorts.oldest],
      ["top", sites.sorts.top],
    ],
    readonly,
  });
  const window = numberField({
    name: "edit_window_seconds",
    label: sites.editWindow,
    hint: sites.editWindowHint,
    unit: sites.minute,
    value: settings.edit_window_seconds / 60,
    readonly,
  });
  const length = numberField({
    name: "max_length",
    label: sites.maxLength,
    hint: sites.maxLengthHint,
    value: settings.max_length,
    min: 1,
    readonly,
  });
  const votes = numberField({
    name: "votes_per_network",
    label: sites.votes,
    hint: sites.votesHint,
    value: settings.votes_per_network,
    min: 1,
    readonly,
  });
  const images = tickField({
    name: "images",
    label: sites.images,
    hint: sites.imagesHint,
    value: settings.images,
    readonly,
  });
  return {
    fields: [sort, window, length, votes, images],
    values: (): Partial<SiteSettings> => ({
      sort: sort.value(),
      edit_window_seconds: Math.round((window.value() ?? 0) * 60),
      max_length: length.value() ?? 0,
      votes_per_network: votes.value() ?? 0,
      images: images.value(),
    }),
  };
}

function holdingFields(settings: SiteSettings, readonly: boolean) {
  const { sites } = text;
  const hold = groupField<SiteSettings["hold"]>({
    name: "hold",
    label: sites.hold,
    one: true,
    value: [settings.hold],
    choices: (["none", "newcomers", "all"] as const).map((value) => ({ value, label: sites.holds[value] })),
    readonly,
  });
  const links = numberField({
    name: "hold_links",
    label: sites.holdLinks,
    hint: sites.holdLinksHint,
    value: settings.hold_links,
    readonly,
  });
  const words = areaField({
    name: "hold_words",
    label: sites.holdWords,
    hint: sites.holdWordsHint,
    value: settings.hold_words.join("\n"),
    rows: 3,
    readonly,
  });
  const close = numberField({
    name: "close_after_days",
    label: sites.closeAfter,
    hint: sites.closeAfterHint,
    unit: sites.day,
    value: settings.close_after_days,
    min: 1,
    readonly,
  });
  return {
    fields: [hold, links, words, close],
    values: (): Partial<SiteSettings> => ({
      hold: hold.value()[0] ?? settings.hold,
      hold_links: links.value(),
      hold_words: lines(words.value()),
      close_after_days: close.value(),
    }),
  };
}
