// Who is writing: a name on offer, website and mail behind a word, and nothing at all once they are known.
import { rememberAuthor, rememberedAuthor } from "../author";
import { button, h, uniqueId } from "../dom";
import type { AuthorFields } from "../types";
import type { Context } from "./context";

export interface WhoFields {
  readonly element: HTMLElement;
  /** Shows what most readers never fill in; hidden once that is shown. */
  readonly more: HTMLButtonElement;
  value(): AuthorFields;
  remember(): void;
  /** Another form may have learned in the meantime who is writing. */
  refresh(): void;
}

type FieldName = "name" | "website" | "email";

export function whoFields(context: Context): WhoFields {
  const { text } = context.language;
  const element = h("div", { class: "who" });
  const more = button(text.moreFields, () => ask(true, inputs.website), { class: "action" });
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
    if (asking) return;
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
    element.replaceChildren(
      h("p", { class: "known" }, text.postingAs, " ", h("bdi", { class: "name" }, name), " ", change),
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
    const entries = Object.values(inputs).map((one) => [one.name, one.value.trim()] as const);
    return Object.fromEntries(entries.filter(([, words]) => words));
  }

  refresh();
  return {
    element,
    more,
    value,
    remember() {
      rememberAuthor(context.scope, value());
      asking = false;
    },
    refresh,
  };
}
