// A labelled control that says what it is for and, beside itself, what was wrong with it.
import { button, h, setAttribute, uniqueId } from "../../dom";
import { text } from "../words";

export interface Field<Value = string> {
  /** As the server names it in its refusals. */
  readonly name: string;
  readonly element: HTMLElement;
  value(): Value;
  set(value: Value): void;
  focus(): void;
  complain(message: string): void;
}

interface Plan {
  name: string;
  label: string;
  hint?: string;
  optional?: boolean;
  readonly?: boolean;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Label above, control, hint and complaint below; the three are tied together for those who cannot see. */
function dressed<Value>(
  plan: Plan,
  control: Control,
  access: { get(): Value; put(value: Value): void },
  beside?: Node,
): Field<Value> {
  control.id = uniqueId();
  const hint = plan.hint ? h("p", { class: "hint", id: uniqueId() }, plan.hint) : null;
  const complaint = h("p", { class: "complaint", id: uniqueId(), hidden: true });
  control.setAttribute("aria-describedby", [complaint.id, hint?.id].filter(Boolean).join(" "));
  if (plan.readonly) control.setAttribute(control instanceof HTMLSelectElement ? "disabled" : "readonly", "");
  const optional = plan.optional && h("span", { class: "muted optional" }, ` (${text.optional})`);
  return {
    name: plan.name,
    element: h(
      "div",
      { class: "field" },
      h("label", { for: control.id }, plan.label, optional),
      beside ? h("div", { class: "beside" }, control, beside) : control,
      hint,
      complaint,
    ),
    value: access.get,
    set: access.put,
    focus: () => control.focus(),
    complain(message) {
      complaint.textContent = message;
      complaint.hidden = !message;
      setAttribute(control, "aria-invalid", message !== "" && "true");
    },
  };
}

interface TextPlan extends Plan {
  value?: string;
  type?: "text" | "email" | "url" | "search";
  autocomplete?: string;
  placeholder?: string;
  /** What may be meant; other words may be typed all the same. */
  suggestions?: readonly string[];
}

const worded = (control: HTMLInputElement | HTMLTextAreaElement) => ({
  get: () => control.value,
  put: (value: string) => {
    control.value = value;
  },
});

export function textField(plan: TextPlan): Field {
  const control = h("input", {
    type: plan.type ?? "text",
    name: plan.name,
    autocomplete: plan.autocomplete ?? "off",
    placeholder: plan.placeholder,
    autocapitalize: plan.type === "email" || plan.type === "url" ? "none" : undefined,
    spellcheck: plan.type ? "false" : undefined,
  });
  control.value = plan.value ?? "";
  const field = dressed(plan, control, worded(control));
  if (plan.suggestions) suggest(field.element, control, plan.suggestions);
  return field;
}

function suggest(element: HTMLElement, control: HTMLInputElement, suggestions: readonly string[]): void {
  const list = h("datalist", { id: uniqueId() }, ...suggestions.map((value) => h("option", { value })));
  control.setAttribute("list", list.id);
  element.append(list);
}

export function passwordField(plan: Plan & { autocomplete: string }): Field {
  const control = h("input", { type: "password", name: plan.name, autocomplete: plan.autocomplete });
  const word = h("span", {}, text.signIn.show);
  const show = button(
    word,
    () => {
      const hidden = control.type === "password";
      control.type = hidden ? "text" : "password";
      word.textContent = hidden ? text.signIn.hide : text.signIn.show;
      control.focus();
    },
    { class: "action" },
  );
  const field = dressed(plan, control, worded(control), show);
  show.setAttribute("aria-controls", control.id);
  return field;
}

export function areaField(plan: TextPlan & { rows?: number; mono?: boolean }): Field {
  const control = h("textarea", {
    name: plan.name,
    rows: plan.rows ?? 3,
    placeholder: plan.placeholder,
    class: plan.mono && "mono",
    spellcheck: plan.mono && "false",
  });
  control.value = plan.value ?? "";
  return dressed(plan, control, worded(control));
}

/** A whole number, or null where the field is empty. */
export function numberField(
  plan: Plan & { value: number | null; min?: number; max?: number; unit?: string },
): Field<number | null> {
  const control = h("input", {
    type: "number",
    name: plan.name,
    inputmode: "numeric",
    min: plan.min ?? 0,
    max: plan.max,
    step: 1,
    class: "short",
  });
  control.value = plan.value === null ? "" : String(plan.value);
  const access = {
    get: () => (control.value.trim() === "" ? null : Number(control.value)),
    put: (value: number | null) => {
      control.value = value === null ? "" : String(value);
    },
  };
  return dressed(plan, control, access, plan.unit ? h("span", { class: "muted" }, plan.unit) : undefined);
}

export function choiceField<Value extends string>(
  plan: Plan & {
    value: NoInfer<Value>;
    choices: readonly (readonly [Value, string])[];
    changed?: () => void;
  },
): Field<Value> {
  const control = h(
    "select",
    { name: plan.name, change: () => plan.changed?.() },
    ...plan.choices.map(([value, label]) => h("option", { value }, label)),
  );
  control.value = plan.value;
  return dressed(plan, control, {
    get: () => control.value as Value,
    put: (value: Value) => {
      control.value = value;
    },
  });
}

/** A box to tick, its label at its side. */
export function tickField(plan: Plan & { value: boolean; changed?: (on: boolean) => void }): Field<boolean> {
  const id = uniqueId();
  const hint = plan.hint ? h("p", { class: "hint", id: uniqueId() }, plan.hint) : null;
  const complaint = h("p", { class: "complaint", id: uniqueId(), hidden: true });
  const control = h("input", {
    type: "checkbox",
    id,
    name: plan.name,
    disabled: plan.readonly,
    "aria-describedby": [complaint.id, hint?.id].filter(Boolean).join(" "),
    change: () => plan.changed?.(control.checked),
  });
  control.checked = plan.value;
  return {
    name: plan.name,
    element: h("div", { class: "field tick" }, control, h("label", { for: id }, plan.label), hint, complaint),
    value: () => control.checked,
    set: (on) => {
      control.checked = on;
    },
    focus: () => control.focus(),
    complain(message) {
      complaint.textContent = message;
      complaint.hidden = !message;
      setAttribute(control, "aria-invalid", message !== "" && "true");
    },
  };
}

/** Some of a few: boxes (or, with `one`, round ones) under one question. */
export function groupField<Value extends string>(
  plan: Plan & {
    choices: readonly { value: Value; label: string; hint?: string }[];
    value: readonly Value[];
    one?: boolean;
  },
): Field<Value[]> {
  const complaint = h("p", { class: "complaint", id: uniqueId(), hidden: true });
  const group = uniqueId();
  const boxes = plan.choices.map(({ value, label, hint }) => {
    const note = hint ? h("span", { class: "hint", id: uniqueId() }, hint) : null;
    const control = h("input", {
      type: plan.one ? "radio" : "checkbox",
      name: group,
      id: uniqueId(),
      value,
      disabled: plan.readonly,
      "aria-describedby": note?.id,
    });
    control.checked = plan.value.includes(value);
    return {
      value,
      control,
      element: h("div", { class: "tick" }, control, h("label", { for: control.id }, label), note),
    };
  });
  const element = h(
    "fieldset",
    { class: "field", "aria-describedby": complaint.id },
    h("legend", {}, plan.label),
    ...boxes.map((box) => box.element),
    complaint,
  );
  return {
    name: plan.name,
    element,
    value: () => boxes.filter((box) => box.control.checked).map((box) => box.value),
    set: (values) => {
      for (const box of boxes) box.control.checked = values.includes(box.value);
    },
    focus: () => boxes[0]?.control.focus(),
    complain(message) {
      complaint.textContent = message;
      complaint.hidden = !message;
      for (const { control } of boxes) setAttribute(control, "aria-invalid", message !== "" && "true");
    },
  };
}
