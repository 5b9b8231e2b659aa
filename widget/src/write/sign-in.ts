// Signing in and out by hand, with an account of the server.
import { login, logout } from "./calls";
import type { Desk } from "./desk";
import { ask } from "./dialog";
import { h, keepSession, uniqueId } from "./lent";

export function signInDialog(desk: Desk, from: HTMLElement): void {
  const { scope, language, say } = desk.context;
  const { text } = language;
  const email = input("email", "username");
  const password = input("password", "current-password");
  const label = (words: string, field: HTMLInputElement) => h("label", { for: field.id }, words);
  ask(desk, from, {
    title: text.signIn,
    fields: [label(text.email, email), email, label(text.password, password), password],
    action: text.signIn,
    async answer() {
      const session = await login(scope, email.value.trim(), password.value);
      keepSession(scope, session);
      say(text.signedInAs(session.account.name));
    },
  });
  email.focus();
}

const input = (type: string, autocomplete: string): HTMLInputElement =>
  h("input", { id: uniqueId(), name: type, type, autocomplete, required: true, dir: "auto" });

/** Gone from here in any case; where the server cannot be told, the session ends by itself. */
export async function signOut({ context, join }: Desk): Promise<void> {
  const { scope, language, say } = context;
  await logout(scope).catch(() => undefined);
  keepSession(scope, null);
  say(language.text.signedOut);
  join.field.focus();
}
