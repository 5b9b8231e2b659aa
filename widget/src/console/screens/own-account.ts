// One's own account: how one appears, the password, and the keyboard.
import { button, h } from "../../dom";
import { changeOwnAccount, changeOwnPassword } from "../api";
import { shortcutsOn, switchShortcuts } from "../keys";
import { notice } from "../notice";
import { passwordField, textField, tickField } from "../parts/field";
import { form } from "../parts/form";
import { head, heading, type Screen } from "../screen";
import { refreshSession, session } from "../session";
import { openShortcuts } from "../shortcuts";
import { text } from "../words";
import { mailChosen, mailFields, rolesInWords } from "./accounts";

export function ownAccountScreen(): Screen {
  const { account } = session();
  return {
    element: h(
      "div",
      { class: "page narrow" },
      head(heading(text.own.heading)),
      h(
        "p",
        { class: "contact" },
        h("span", {}, text.own.signedInAs(account.email)),
        h("span", {}, rolesInWords(account)),
      ),
      section(text.own.profile, profileForm()),
      section(text.own.password, passwordForm()),
      section(text.own.keyboard, keyboardPart()),
    ),
  };
}

const section = (title: string, content: Node): HTMLElement =>
  h("section", { class: "section" }, h("h2", {}, title), content);

function profileForm(): HTMLElement {
  const { account } = session();
  const name = textField({
    name: "name",
    label: text.accounts.name,
    value: account.name,
    autocomplete: "name",
  });
  const label = textField({
    name: "label",
    label: text.accounts.label,
    hint: text.accounts.labelHint,
    value: account.label ?? "",
    optional: true,
  });
  const website = textField({
    name: "website",
    label: text.accounts.website,
    value: account.website ?? "",
    type: "url",
    optional: true,
    autocomplete: "url",
  });
  const mail = mailFields(account);
  return form({
    content: [name, label, website, ...mail],
    action: text.save,
    async send() {
      await changeOwnAccount({
        name: name.value().trim(),
        label: label.value().trim() || null,
        website: website.value().trim() || null,
        ...mailChosen(mail),
      });
      notice(text.saved);
      refreshSession();
    },
  }).element;
}

function passwordForm(): HTMLElement {
  const current = passwordField({
    name: "current",
    label: text.own.current,
    autocomplete: "current-password",
  });
  const next = passwordField({
    name: "new",
    label: text.own.next,
    autocomplete: "new-password",
    hint: text.setUp.passwordHint,
  });
  return form({
    content: [current, next],
    action: text.own.change,
    minor: true,
    async send() {
      await changeOwnPassword(current.value(), next.value());
      current.set("");
      next.set("");
      notice(text.own.passwordChanged);
    },
  }).element;
}

function keyboardPart(): HTMLElement {
  const tick = tickField({
    name: "shortcuts",
    label: text.own.shortcuts,
    hint: text.own.shortcutsHint,
    value: shortcutsOn(),
    changed: switchShortcuts,
  });
  return h(
    "div",
    { class: "form" },
    tick.element,
    button(text.nav.shortcuts, openShortcuts, { class: "secondary" }),
  );
}
