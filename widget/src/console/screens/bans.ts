// Who is banned, until when and why; lifting, and banning by mail address or domain.
import { button, h } from "../../dom";
import { addBan, fetchBans, liftBan } from "../api";
import { notice } from "../notice";
import { banLine, banned } from "../parts/ban-line";
import { openDialog } from "../parts/dialog";
import { choiceField, textField } from "../parts/field";
import { form } from "../parts/form";
import { glyph } from "../parts/icons";
import { siteSelect } from "../parts/site-select";
import { termField } from "../parts/term";
import { addressOf, go, type Place } from "../router";
import { emptyState, fill, head, heading, type Screen } from "../screen";
import { mayAdminister, moderated } from "../session";
import type { Ban } from "../types";
import { text, why } from "../words";

export function bansScreen(place: Place, life: AbortSignal): Screen {
  let site = place.query.get("site");
  const list = h("ul", { class: "plain-rows" });
  const box = h("div", {});
  const filter = siteSelect((key) =>
    go(addressOf("bans", null, new URLSearchParams(key ? { site: key } : {}))),
  );
  filter.set(site);
  const add = button([glyph("plus"), h("span", {}, text.bans.add)], () => openAddDialog(site, load), {
    class: "secondary",
  });

  const load = () =>
    fill(
      box,
      life,
      () => fetchBans({ site }, life),
      ({ bans }) => show(bans),
    );

  function show(bans: Ban[]) {
    if (bans.length === 0) box.replaceChildren(emptyState(text.bans.empty, text.bans.emptyHint));
    else {
      list.replaceChildren(...bans.map(one));
      box.replaceChildren(list);
    }
  }

  function one(ban: Ban): HTMLElement {
    const lift = button(text.bans.lift, () => void liftIt(ban, element), {
      class: "secondary",
      "aria-label": text.bans.liftOf(banned(ban)),
    });
    // What counts for all sites only those may lift who may everything.
    const element = h("li", {}, banLine(ban), ban.site === null && !mayAdminister() ? null : lift);
    return element;
  }

  async function liftIt(ban: Ban, element: HTMLElement) {
    try {
      await liftBan(ban.id);
      const next = (element.nextElementSibling ?? element.previousElementSibling)?.querySelector("button");
      element.remove();
      (next ?? add).focus();
      notice(text.bans.lifted);
      if (!list.hasChildNodes()) show([]);
    } catch (error) {
      notice(why(error));
    }
  }

  void load();
  return {
    element: h("div", { class: "page" }, head(heading(text.bans.heading), filter.element, add), box),
    move(next) {
      site = next.query.get("site");
      filter.set(site);
      void load();
    },
  };
}

function openAddDialog(site: string | null, added: () => Promise<void>): void {
  const sites = moderated();
  const kind = choiceField<"email" | "website">({
    name: "kind",
    label: text.bans.kind,
    value: "email",
    choices: [
      ["email", text.bans.email],
      ["website", text.bans.website],
    ],
    changed: () => value.element.querySelector("input")?.setAttribute("placeholder", example()),
  });
  const example = () => (kind.value() === "email" ? text.bans.emailExample : text.bans.websiteExample);
  const value = textField({
    name: "value",
    label: text.bans.email,
    placeholder: text.bans.emailExample,
    type: "text",
  });
  kind.element.addEventListener("change", () => {
    const label = value.element.querySelector("label");
    if (label) label.textContent = kind.value() === "email" ? text.bans.email : text.bans.website;
  });
  const where = choiceField<string>({
    name: "site",
    label: text.bans.where,
    value: site ?? (mayAdminister() ? "" : (sites[0]?.key ?? "")),
    choices: [
      ...(mayAdminister() ? [["", text.bans.everywhere] as const] : []),
      ...sites.map(({ key, name }) => [key, name] as const),
    ],
  });
  const term = termField(0);
  const reason = textField({
    name: "reason",
    label: text.ban.reason,
    hint: text.ban.reasonHint,
    optional: true,
  });
  openDialog({
    heading: text.bans.add,
    content: (close) => [
      form({
        content: [kind, value, where, term, reason],
        action: text.ban.action,
        danger: true,
        cancel: close,
        async send() {
          const days = term.value();
          const words = reason.value().trim();
          await addBan({
            site: where.value() || null,
            kind: kind.value(),
            value: value.value().trim(),
            ...(days === null ? {} : { days }),
            ...(words ? { reason: words } : {}),
          });
          close();
          notice(text.bans.added);
          await added();
        },
      }).element,
    ],
  });
}
