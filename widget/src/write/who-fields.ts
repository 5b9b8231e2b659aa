// Who is writing: who is signed in, or a name on offer, with website and mail behind a word.
import type { AuthorFields, Me } from "../types";
import { rememberAuthor, rememberedAuthor } from "./author";
import type { Desk } from "./desk";
import { badgeOf, button, h, uniqueId } from "./lent";
import { signOut } from "./sign-in";

export interface WhoFields {
  readonly element: HTMLElement;
  /** What most readers never need: more fields, and signing in. */
  readonly buttons: HTMLButtonElement[];
  value(): AuthorFields;
  remember(): void;
  /** Another form may have learned in the meantime who is writing, or somebody signed in or out. */
  refresh(): void;
}

type FieldName = "name" | "website" | "email";

export function whoFields(desk: Desk): WhoFields {
  const { context, mine } = desk;
  const { text } = context.language;
  const element = h("div", { class: "who" });
  const more = button(text.moreFields, () => ask(true, inputs.website), { class: "action" });
  const signIn = button(text.signIn, () => desk.signIn(signIn), { class: "action" });
  const inputs: Record<FieldName, HTMLInputElement> = {
    name: input("name", "text", "name"),
    website: input("website", "url", "url"),
    email: input("email", "email", "email"),
  };
  let asking = false;

  function input(name: FieldName, type: string, autocomplete: string): HTMLInputElement {
    return h("input", { id: uniqueId(), name, type, autocomplete, dir: "auto", maxlength: 200 });
  }

  function field(name: FieldName, note: string): HTMLElement[] {
    const { id } = inputs[name];
    const label = h("label", { for: id }, text[name], " ", h("span", { class: "muted" }, `(${note})`));
    return [label, inputs[name]];
  }

  function refresh() {
    signIn.hidden = mine.me !== null;
    if (mine.me) showSignedIn(mine.me);
    else if (!asking) showGuest();
    else if (!inputs.name.isConnected) ask(more.hidden === true);
  }

  function showGuest() {
    const known = rememberedAuthor(context.scope);
    inputs.name.value = known.name ?? "";
    inputs.website.value = known.website ?? "";
    inputs.email.value = known.email ?? "";
    if (known.name) showKnown(known.name);
    else ask(Boolean(known.website || known.email));
  }

  function showKnown(name: string) {
    more.hidden = true;
    const change = button(text.change, () => ask(true, inputs.name), { class: "action" });
    showLine(text.postingAs, h("bdi", { class: "name" }, name), change);
  }

  /** Whom the site itself has signed in, it signs out as well. */
  function showSignedIn({ name, badge, kind }: Me) {
    more.hidden = true;
    const out = button(text.signOut, () => void signOut(desk), { class: "action" });
    const words = [h("bdi", { class: "name" }, name), ...(badge ? [badgeOf(context, badge)] : [])];
    showLine(text.writingAs, ...words, ...(kind === "account" ? [out] : []));
  }

  function showLine(lead: string, ...parts: HTMLElement[]) {
    element.replaceChildren(
      h("p", { class: "known" }, h("span", {}, lead), ...parts.flatMap((part) => [" ", part])),
    );
  }

  function ask(everything: boolean, first?: HTMLInputElement) {
    asking = true;
    more.hidden = everything;
    const rest = [...field("website", text.optional), ...field("email", text.emailNote)];
    element.replaceChildren(...field("name", text.optional), ...(everything ? rest : []));
    first?.focus();
  }

  function value(): AuthorFields {
    if (mine.me) return {};
    const entries = Object.values(inputs).map((one) => [one.name, one.value.trim()] as const);
    return Object.fromEntries(entries.filter(([, words]) => words));
  }

  refresh();
  return {
    element,
    buttons: [more, signIn],
    value,
    remember() {
      if (mine.me) return;
      rememberAuthor(context.scope, value());
      asking = false;
    },
    refresh,
  };
}
