// What a form is made of; composer.ts says what it does.
import type { Join } from "../thread/join";
import type { ProblemLine } from "../thread/problem-line";
import { markdownHelp, preview } from "./assist";
import { type Counter, counter } from "./counter";
import type { Desk } from "./desk";
import { button, h, problemLine, uniqueId } from "./lent";
import { type WhoFields, whoFields } from "./who-fields";

export interface FormPlan {
  label: string;
  placeholder?: string;
  action: string;
  /** A line that stays, like that at the top of the thread; the other forms go away when they are done. */
  at?: Line;
  /** What is being changed; a comment's author is asked only where something new is written. */
  source?: string;
}

export type Shell = Pick<Join, "element" | "field" | "begun">;
export type Line = Shell & Pick<Join, "takeOver">;

export interface Form extends Shell {
  /** All that shows once the form is wanted. */
  readonly rest: HTMLElement;
  readonly who: WhoFields | null;
  readonly counter: Counter;
  readonly problem: ProblemLine;
  readonly submit: HTMLButtonElement;
  /** The word on it. */
  readonly action: HTMLElement;
  readonly preview: HTMLElement;
  /** For when the answer is that somebody should sign in. */
  readonly offer: HTMLButtonElement;
  /** What nobody fills in who can see the page. */
  readonly trap: HTMLInputElement;
}

interface Doings {
  cancel(): void;
  refuse(reason: unknown): void;
}

export function form(desk: Desk, plan: FormPlan, doings: Doings): Form {
  const { context } = desk;
  const { text } = context.language;
  const shell: Shell = plan.at ?? newShell(plan);
  const { element, field } = shell;
  const count = counter(context, field);
  const problem = problemLine();
  const offer = button(text.signIn, () => desk.signIn(offer), { class: "action strong", hidden: true });
  const seen = preview(context, () => field.value, doings.refuse);
  const help = markdownHelp(context);
  const who = plan.source === undefined ? whoFields(desk, plan.at === undefined) : null;
  const action = h("span", {}, plan.action);
  const submit = h("button", { type: "submit", class: "primary", part: "button" }, action);
  const cancel = button(text.cancel, doings.cancel, { class: "action", hidden: plan.at !== undefined });
  const trap = h("input", { name: "subject", tabindex: -1, autocomplete: "off", "aria-label": text.subject });
  const foot = h("div", { class: "foot" }, submit, seen.ask, cancel, h("span", { class: "gap" }));
  foot.append(count.element, ...(who?.buttons ?? []), help.toggle);
  const rest = h(
    "div",
    { class: "rest", hidden: true },
    who?.element,
    h("div", { class: "unseen", "aria-hidden": "true" }, trap),
    problem.element,
    offer,
    foot,
    help.element,
  );
  element.append(seen.element, rest);
  return Object.assign(shell, {
    rest,
    who,
    counter: count,
    problem,
    submit,
    action,
    preview: seen.element,
    offer,
    trap,
  });
}

export function newShell({ label, placeholder = label }: Pick<FormPlan, "label" | "placeholder">): Shell {
  const field = h("textarea", { id: uniqueId(), rows: 1, dir: "auto", part: "field", placeholder });
  const words = h("label", { class: "unseen", for: field.id }, label);
  const element = h("form", { class: "composer", part: "composer", novalidate: true }, words, field);
  return { element, field, begun: null };
}
