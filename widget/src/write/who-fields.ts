// Who is writing: who is signed in, or a name on offer, with website and mail behind a word; and what they want to be told.
import type { AuthorFields } from "../types";
import { rememberAuthor, rememberedAuthor } from "./author";
import type { Wish } from "./calls";
import type { Desk } from "./desk";
import { isReachable } from "./following";
import { badgeOf, button, h, uniqueId } from "./lent";
import { notify } from "./notify";
import { forgetReader, proveDialog } from "./prove";
import { signOut } from "./sign-in";

export interface WhoFields {
  readonly element: HTMLElement;
  /** What most readers never need: more fields, and signing in. */
  readonly buttons: HTMLButtonElement[];
  value(): AuthorFields;
  wish(): Wish | null;
  /** What has to be filled in before anything can be sent. */
  missing(): HTMLInputElement | null;
  remember(): void;
  /** Another form may have learned in the meantime who is writing, or somebody signed in or out. */
  refresh(): void;
}

type FieldName = "name" | "website" | "email";

export function whoFields(desk: Desk, isReply: boolean): WhoFields {
  const { context, mine } = desk;
  const { text } = context.language;
  const more = button(text.moreFields, () => ask(true, inputs.website), { class: "action" });
  const signIn = button(text.signIn, () => desk.signIn(signIn), { class: "action" });
  const inputs: Record<FieldName, HTMLInputElement> = {
    name: input("name", "text", "name"),
    website: input("website", "url", "url"),
    email: input("email", "email", "email"),
  };
  const labels: Record<FieldName, HTMLElement> = {
    name: label("name", text.optional),
    website: label("website", text.optional),
    email: label("email", text.emailNote),
  };
  const line = h("p", { class: "known" });
  const wished = context.rules.mail ? notify(context, isReply, chosen) : null;
  const prove = button(text.prove, openProof, { class: "action prove" });
  const element = h(
    "div",
    { class: "who" },
    line,
    labels.name,
    inputs.name,
    labels.website,
    inputs.website,
    wished?.element,
    labels.email,
    inputs.email,
    prove,
  );
  let asking = false;
  let askingAll = false;
  let wasReader = false;

  function input(name: FieldName, type: string, autocomplete: string): HTMLInputElement {
    return h("input", { id: uniqueId(), name, type, autocomplete, dir: "auto", maxlength: 200 });
  }

  function label(name: FieldName, note: string): HTMLElement {
    return h("label", { for: inputs[name].id }, text[name], " ", h("span", { class: "muted" }, `(${note})`));
  }

  const reader = () => mine.viewer?.reader ?? null;
  const needsAddress = () => Boolean(wished?.value()) && !isReachable(desk);

  function refresh() {
    if (wasReader !== (reader() !== null)) asking = false;
    wasReader = reader() !== null;
    wished?.refresh();
    if (!mine.me && !asking) recall();
    show();
  }

  function recall() {
    const known = rememberedAuthor(context.scope);
    inputs.name.value = reader()?.name ?? known.name ?? "";
    inputs.website.value = known.website ?? "";
    inputs.email.value = known.email ?? "";
    asking = !reader() && !known.name;
    askingAll = asking && Boolean(known.website || known.email);
  }

  function show() {
    const fields = !mine.me && asking;
    const all = fields && askingAll;
    signIn.hidden = mine.me !== null;
    more.hidden = !fields || all;
    line.hidden = fields;
    line.replaceChildren(...(fields ? [] : whoInWords()));
    display("name", fields);
    display("website", all);
    display("email", needsAddress() || (all && !isReachable(desk)));
    more.textContent = inputs.email.hidden ? text.moreFields : text.website;
    prove.hidden = !wished || inputs.email.hidden || mine.me !== null;
  }

  function display(name: FieldName, shown: boolean) {
    inputs[name].hidden = labels[name].hidden = !shown;
  }

  /** Whom the site itself has signed in, it signs out as well. */
  function whoInWords(): (Node | string)[] {
    const { me } = mine;
    const name = h("bdi", { class: "name" }, me?.name || inputs.name.value || text.anonymous);
    const badge = me?.badge && badgeOf(context, me.badge);
    const change = () => button(text.change, () => ask(true, inputs.name), { class: "action" });
    const out = (leave: () => void) => button(text.signOut, leave, { class: "action" });
    const ways = me
      ? me.kind === "account" && [out(() => void signOut(desk))]
      : [change(), ...(reader() ? [out(() => forgetReader(desk))] : [])];
    const lead = me || reader() ? text.writingAs : text.postingAs;
    return [
      h("span", {}, lead),
      " ",
      name,
      ...(badge ? [" ", badge] : []),
      ...(ways || []).flatMap((one) => [" ", one]),
    ];
  }

  function ask(everything: boolean, first: HTMLInputElement) {
    asking = true;
    askingAll = everything;
    show();
    first.focus();
  }

  function chosen(goOn: boolean) {
    show();
    if (goOn) missing()?.focus();
  }

  const missing = () => (needsAddress() && !inputs.email.value.trim() ? inputs.email : null);

  function openProof() {
    proveDialog(desk, prove, { name: inputs.name.value.trim(), email: inputs.email.value });
  }

  function value(): AuthorFields {
    const wanted: FieldName[] = mine.me ? [] : ["name", "website"];
    if (mine.me ? needsAddress() : !isReachable(desk)) wanted.push("email");
    const entries = wanted.map((name) => [name, inputs[name].value.trim()] as const);
    return Object.fromEntries(entries.filter(([, words]) => words));
  }

  refresh();
  return {
    element,
    buttons: [more, signIn],
    value,
    wish: () => wished?.value() ?? null,
    missing,
    remember() {
      wished?.remember();
      if (mine.me) return;
      rememberAuthor(context.scope, value());
      asking = false;
    },
    refresh,
  };
}
