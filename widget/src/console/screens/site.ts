// One site: its tag, its settings, sign-in by the site itself, and removing it.
import { h } from "../../dom";
import { changeSite, removeSite } from "../api";
import { notice } from "../notice";
import { copyBox } from "../parts/copy";
import { openDialog } from "../parts/dialog";
import { textField } from "../parts/field";
import { form, objection } from "../parts/form";
import { mayAdminister, refreshSession } from "../session";
import type { SiteDetail } from "../types";
import { holdUnsaved } from "../unsaved";
import { text } from "../words";
import { siteFields } from "./site-fields";
import { ssoSection } from "./sso";

export function siteDetail(site: SiteDetail, reload: (key: string | null) => void): HTMLElement {
  const readonly = !mayAdminister();
  return h(
    "div",
    { class: "site" },
    h("h2", { tabindex: -1, class: "title" }, site.name),
    readonly && h("p", { class: "muted" }, text.sites.readOnly),
    section(text.sites.tag, h("p", { class: "hint" }, text.sites.tagHint), copyBox(text.sites.tag, site.tag)),
    settingsForm(site, readonly, reload),
    section(text.sites.sso, ...ssoSection(site, readonly)),
    !readonly &&
      section(
        text.sites.remove,
        h("p", { class: "hint" }, text.sites.removeWhy(site.comments)),
        h(
          "button",
          {
            type: "button",
            class: "secondary danger",
            click: () => openRemoveDialog(site, () => reload(null)),
          },
          text.sites.remove,
        ),
      ),
  );
}

const section = (title: string, ...content: Node[]): HTMLElement =>
  h("section", { class: "section" }, h("h3", {}, title), ...content);

function settingsForm(site: SiteDetail, readonly: boolean, reload: (key: string) => void): HTMLElement {
  const fields = siteFields(site, readonly);
  if (readonly) {
    const content = fields.content.map((part) => (part instanceof Node ? part : part.element));
    return h("div", { class: "form" }, ...content);
  }
  const isChanged = () => Object.keys(fields.changes()).length > 0;
  let saved = false;
  const { element } = form({
    content: fields.content,
    action: text.save,
    async send() {
      if (isChanged()) await changeSite(site.key, fields.changes());
      saved = true;
      notice(text.saved);
      refreshSession();
      reload(site.key);
    },
  });
  holdUnsaved(() => element.isConnected && !saved && isChanged());
  return element;
}

function openRemoveDialog(site: SiteDetail, removed: () => void): void {
  const confirmation = textField({ name: "confirmation", label: text.sites.removeConfirm(site.key) });
  openDialog({
    heading: text.sites.remove,
    content: (close) => [
      h("p", {}, text.sites.removeWhy(site.comments)),
      form({
        content: site.comments > 0 ? [confirmation] : [],
        action: text.sites.remove,
        danger: true,
        cancel: close,
        async send() {
          const typed = confirmation.value().trim() === site.key;
          if (site.comments > 0 && !typed) throw objection("confirmation", text.sites.removeMismatch);
          await removeSite(site.key, site.comments > 0);
          close();
          notice(text.sites.removed);
          refreshSession();
          removed();
        },
      }).element,
    ],
  });
}
