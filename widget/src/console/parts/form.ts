// A form that sends itself once, keeps what was typed when that fails, and marks the fields that caused it.
import { h, setAttribute } from "../../dom";
import { Problem } from "../../http";
import { problemLine } from "../../thread/problem-line";
import { text, why, whyWithoutFields } from "../words";
import type { Field } from "./field";

// biome-ignore lint/suspicious/noExplicitAny: fields of any value stand side by side; a form only marks them.
type AnyField = Field<any>;

interface FormPlan {
  /** Everything in order: fields, headings, notes. */
  content: (Node | AnyField)[];
  action: string;
  send(): Promise<void>;
  cancel?: () => void;
  danger?: boolean;
  /** Beside another form whose button is the main one. */
  minor?: boolean;
  /** Says what else can be done about a refusal; true when it has said everything. */
  refused?(error: Problem): boolean;
  class?: string;
}

export interface Form {
  readonly element: HTMLFormElement;
  complain(words: string): void;
}

const classOf = ({ danger, minor }: FormPlan): string =>
  minor ? "secondary" : danger ? "primary danger" : "primary";

const isField = (part: Node | AnyField): part is AnyField => !(part instanceof Node);

export function form(plan: FormPlan): Form {
  const fields = plan.content.filter(isField);
  const problem = problemLine();
  const word = h("span", {}, plan.action);
  const submit = h("button", { type: "submit", class: classOf(plan) }, word);
  const cancel =
    plan.cancel && h("button", { type: "button", class: "action", click: plan.cancel }, text.cancel);
  const element = h(
    "form",
    { class: plan.class ?? "form", novalidate: true, submit: onSubmit },
    ...plan.content.map((part) => (isField(part) ? part.element : part)),
    problem.element,
    h("div", { class: "foot" }, submit, cancel),
  );
  let sending = false;

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    if (!sending) void send();
  }

  async function send() {
    sending = true;
    setAttribute(element, "aria-busy", "true");
    problem.show("");
    for (const field of fields) field.complain("");
    try {
      await plan.send();
    } catch (error) {
      refuse(error);
    }
    sending = false;
    setAttribute(element, "aria-busy", null);
  }

  function refuse(error: unknown) {
    if (error instanceof Problem && plan.refused?.(error)) return;
    const marked = mark(error instanceof Problem ? error.fields : []);
    problem.show(marked ? beside(error) : why(error));
    (marked ?? submit).focus();
  }

  /** The first of the fields that the refusal names; none when it names one that is not here. */
  function mark(named: Problem["fields"]): AnyField | null {
    let first: AnyField | null = null;
    let strangers = false;
    for (const { field: name, message } of named) {
      const field = fields.find(
        (one) => one.name === name || name.startsWith(`${one.name}.`) || name.endsWith(`.${one.name}`),
      );
      field?.complain(message);
      first ??= field ?? null;
      strangers ||= !field;
    }
    return strangers ? null : first;
  }

  return {
    element,
    complain: (words) => {
      problem.show(words);
      submit.scrollIntoView({ block: "nearest" });
    },
  };
}

/** What is left to say where the fields say what is wrong with them. */
const beside = (error: unknown): string =>
  error instanceof Problem && error.code === "invalid_request" ? "" : whyWithoutFields(error);

/** Refuses a form before it is sent, in the way the server would. */
export const objection = (field: string, message: string): Problem =>
  new Problem("invalid_request", 0, [{ field, message }]);
