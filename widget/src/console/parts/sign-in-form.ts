// Mail address and password.
import { text } from "../words";
import { passwordField, textField } from "./field";
import { form } from "./form";

export function signInForm(
  signIn: (email: string, password: string) => Promise<void>,
  known = "",
): HTMLFormElement {
  const email = textField({
    name: "email",
    label: text.signIn.email,
    type: "email",
    autocomplete: "username",
    value: known,
  });
  const password = passwordField({
    name: "password",
    label: text.signIn.password,
    autocomplete: "current-password",
  });
  // Who is known need only say the password.
  if (known) requestAnimationFrame(() => password.focus());
  return form({
    content: [email, password],
    action: text.signIn.action,
    send: () => signIn(email.value().trim(), password.value()),
  }).element;
}
