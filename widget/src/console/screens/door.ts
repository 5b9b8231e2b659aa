// Outside: signing in, and making the first account.
import { h } from "../../dom";
import { fetchSetup, login, setUp } from "../api";
import { passwordField, textField } from "../parts/field";
import { form } from "../parts/form";
import { signInForm } from "../parts/sign-in-form";
import { heading } from "../screen";
import type { Session } from "../types";
import { text } from "../words";

const door = (...content: (Node | null)[]): HTMLElement =>
  h("main", { class: "door" }, h("p", { class: "brand" }, text.product), ...content);

export function signInScreen(enter: (session: Session) => void, note = ""): HTMLElement {
  const hint = h("p", { class: "muted", role: "status" }, note);
  void fetchSetup().then(
    ({ needed }) => {
      if (needed) hint.textContent = text.signIn.noAccount;
    },
    () => {},
  );
  const signIn = signInForm(async (email, password) => enter(await login(email, password)));
  return door(heading(text.signIn.heading), hint, signIn);
}

export function setUpScreen(token: string, enter: (session: Session) => void): HTMLElement {
  const name = textField({
    name: "name",
    label: text.setUp.name,
    hint: text.setUp.nameHint,
    autocomplete: "name",
  });
  const email = textField({
    name: "email",
    label: text.signIn.email,
    hint: text.setUp.emailHint,
    type: "email",
    autocomplete: "username",
  });
  const password = passwordField({
    name: "password",
    label: text.signIn.password,
    hint: text.setUp.passwordHint,
    autocomplete: "new-password",
  });
  return door(
    heading(text.setUp.heading),
    h("p", { class: "muted" }, text.setUp.why),
    form({
      content: [name, email, password],
      action: text.setUp.action,
      async send() {
        enter(
          await setUp({
            token,
            name: name.value().trim(),
            email: email.value().trim(),
            password: password.value(),
          }),
        );
      },
    }).element,
    h("p", { class: "instead" }, h("a", { href: "/admin" }, text.setUp.instead)),
  );
}
