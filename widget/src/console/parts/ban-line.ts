// A ban in one or two lines: who, until when, by whom, why.
import { h } from "../../dom";
import { siteName } from "../session";
import type { Ban } from "../types";
import { dayOf, text } from "../words";

/** What is banned, in a few words. */
export const banned = (ban: Ban): string =>
  ban.kind === "actor"
    ? (ban.name ?? text.bans.visitor)
    : (ban.value ?? (ban.name ? `${text.bans.network} (${ban.name})` : text.bans.network));

function term({ until }: Ban): string {
  if (until === null) return text.bans.forGood;
  const day = dayOf(until);
  return Date.parse(until) < Date.now() ? text.bans.over(day) : text.bans.until(day);
}

export function banLine(ban: Ban): HTMLElement {
  const where = ban.site ? siteName(ban.site) : text.allSites;
  return h(
    "div",
    { class: "ban" },
    h(
      "p",
      {},
      h("bdi", { class: "strong" }, banned(ban)),
      h("span", { class: "mark" }, text.bans.kinds[ban.kind]),
    ),
    h(
      "p",
      { class: "contact" },
      ...[term(ban), where, text.bans.by(ban.by)].map((words) => h("span", {}, words)),
    ),
    ban.reason && h("p", { class: "muted" }, ban.reason),
  );
}
