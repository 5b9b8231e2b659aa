// The accounts: who may sign in, and what they may do where.
import { h } from "../../dom";
import {
  type AccountFields,
  addAccount,
  changeAccount,
  fetchAccounts,
  removeAccount,
  setPassword,
} from "../api";
import { notice } from "../notice";
import { confirm } from "../parts/confirm";
import { openDialog } from "../parts/dialog";
import { choiceField, type Field, passwordField, textField, tickField } from "../parts/field";
import { form } from "../parts/form";
import type { Place } from "../router";
import type { Screen } from "../screen";
import { hasMail, refreshSession, session, siteName } from "../session";
import type { Account, MailChoice, SiteRole } from "../types";
import { text, times } from "../words";
import { type Master, master } from "./master";

export function accountsScreen(place: Place, life: AbortSignal): Screen {
  const screen: Master = master({
    name: "accounts",
    title: text.accounts.heading,
    choose: text.accounts.choose,
    none: text.accounts.gone,
    missing: text.accounts.gone,
    place,
    life,
    add: { label: text.accounts.add, open: () => openAddDialog((id) => screen.reload(id)) },
    fetch: async () => (await fetchAccounts(life)).accounts,
    id: (account) => account.id,
    line: (account) => [
      h(
        "span",
        { class: "strong" },
        h("bdi", {}, account.name),
        account.id === session().account.id && h("span", { class: "mark" }, text.accounts.you),
      ),
      h("span", { class: "muted" }, rolesInWords(account) || text.accounts.noRole),
    ],
    detail: (account) => accountDetail(account, (id) => void screen.reload(id)),
  });
  return screen;
}

export const rolesInWords = ({ owner, roles }: Account): string =>
  owner
    ? text.accounts.owner
    : roles
        .map(({ site, role }) => text.accounts.roleAt(text.accounts.role[role], siteName(site)))
        .join(", ");

/** Nothing where the server sends no mail. */
export const mailFields = ({ id, mail }: Account): Field<MailChoice>[] =>
  hasMail()
    ? [
        choiceField<MailChoice>({
          name: "mail",
          label: text.accounts.mail(id === session().account.id),
          hint: text.accounts.mailHint,
          value: mail,
          choices: (["each", "daily", "waiting", "none"] as const).map((one) => [
            one,
            text.accounts.mails[one],
          ]),
        }),
      ]
    : [];

/** What was chosen, as it is sent. */
export const mailChosen = ([mail]: Field<MailChoice>[]): { mail?: MailChoice } =>
  mail ? { mail: mail.value() } : {};

/** The fields that adding and changing have in common. */
function accountFields(account: Account | null) {
  const name = textField({ name: "name", label: text.accounts.name, value: account?.name ?? "" });
  const label = textField({
    name: "label",
    label: text.accounts.label,
    hint: text.accounts.labelHint,
    value: account?.label ?? "",
    optional: true,
  });
  const owner = tickField({
    name: "owner",
    label: text.accounts.owner,
    hint: text.accounts.ownerHint,
    value: account?.owner ?? false,
    changed: (on) => {
      rolesBox.hidden = on;
    },
  });
  const roles = session().sites.map(({ key, name: site }) => ({
    site: key,
    field: choiceField<SiteRole | "">({
      name: `roles.${key}`,
      label: text.accounts.roleOn(site),
      value: account?.roles.find((one) => one.site === key)?.role ?? "",
      choices: [
        ["", text.accounts.noRole],
        ["author", text.accounts.role.author],
        ["moderator", text.accounts.role.moderator],
      ],
    }),
  }));
  const rolesBox = h(
    "div",
    { class: "roles" },
    h("p", { class: "hint" }, text.accounts.moderatorHint),
    ...roles.map(({ field }) => field.element),
  );
  rolesBox.hidden = account?.owner ?? false;

  const value = (): AccountFields => ({
    name: name.value().trim(),
    owner: owner.value(),
    // An owner may everything anyway: roles would say the same again.
    roles: owner.value()
      ? (account?.roles ?? [])
      : roles.flatMap(({ site, field }) => {
          const role = field.value();
          return role ? [{ site, role }] : [];
        }),
  });
  return { name, label, owner, rolesBox, value };
}

function accountDetail(account: Account, reload: (id: string | null) => void): HTMLElement {
  const fields = accountFields(account);
  const mail = mailFields(account);
  const own = account.id === session().account.id;
  const seen = account.last_seen_at
    ? text.accounts.lastSeen(times.ago(account.last_seen_at))
    : text.accounts.neverSeen;
  return h(
    "div",
    { class: "account" },
    h("h2", { tabindex: -1, class: "title" }, account.name),
    h("p", { class: "contact" }, h("span", {}, account.email), h("span", {}, seen)),
    !account.has_password && h("p", {}, text.accounts.noPassword),
    form({
      content: [fields.name, fields.label, ...mail, fields.owner, fields.rolesBox],
      action: text.save,
      async send() {
        await changeAccount(account.id, {
          ...fields.value(),
          label: fields.label.value().trim() || null,
          ...mailChosen(mail),
        });
        notice(text.saved);
        if (own) refreshSession();
        reload(account.id);
      },
    }).element,
    !own && passwordSection(account),
    !own && removeSection(account, () => reload(null)),
  );
}

function passwordSection(account: Account): HTMLElement {
  const password = passwordField({
    name: "password",
    label: text.accounts.password,
    autocomplete: "new-password",
    hint: text.accounts.setPasswordHint,
  });
  return h(
    "section",
    { class: "section" },
    h("h3", {}, text.accounts.setPassword),
    form({
      content: [password],
      action: text.accounts.setPassword,
      minor: true,
      async send() {
        await setPassword(account.id, password.value());
        password.set("");
        notice(text.accounts.passwordSet);
      },
    }).element,
  );
}

function removeSection(account: Account, removed: () => void): HTMLElement {
  const ask = () =>
    confirm({
      question: text.accounts.removeQuestion(account.name),
      why: text.accounts.removeWhy,
      action: text.accounts.remove,
      async run() {
        await removeAccount(account.id);
        notice(text.accounts.removed);
        removed();
      },
    });
  return h(
    "section",
    { class: "section" },
    h("h3", {}, text.accounts.remove),
    h("p", { class: "hint" }, text.accounts.removeWhy),
    h("button", { type: "button", class: "secondary danger", click: ask }, text.accounts.remove),
  );
}

function openAddDialog(added: (id: string) => Promise<void>): void {
  const email = textField({ name: "email", label: text.accounts.email, type: "email" });
  const password = passwordField({
    name: "password",
    label: text.accounts.password,
    autocomplete: "new-password",
    hint: text.accounts.passwordHint,
  });
  const fields = accountFields(null);
  openDialog({
    heading: text.accounts.addHeading,
    content: (close) => [
      form({
        content: [email, fields.name, password, fields.label, fields.owner, fields.rolesBox],
        action: text.accounts.add,
        cancel: close,
        async send() {
          const label = fields.label.value().trim();
          const account = await addAccount({
            ...fields.value(),
            email: email.value().trim(),
            password: password.value(),
            ...(label ? { label } : {}),
          });
          close();
          notice(text.accounts.added);
          await added(account.id);
        },
      }).element,
    ],
  });
}
