// "Join the discussion": one line that stands at once. Its form is taken over by write.js as soon as it is wanted.
import { button, h, uniqueId } from "../dom";
import { keep, recall } from "../storage";
import type { Context } from "./context";
import { problemLine } from "./problem-line";

export interface Join {
  readonly element: HTMLFormElement;
  readonly label: HTMLLabelElement;
  readonly field: HTMLTextAreaElement;
  /** When the reader began, in milliseconds; null before. */
  begun: number | null;
  /** Does what was pressed before there was a form to do it. */
  pressed: (() => void) | null;
  /** What write.js adds comes below, and what stood in for it ends. */
  takeOver(): void;
  /** Says why no more than this line is here, with a way to try again. */
  fail(reason: string): void;
}

/** What was typed on a page is kept under this and the name of its form; see write/drafts.ts. */
export const draftPrefix = (page: string): string => `draft ${page} `;
export const ROOT_SLOT = "root";

export function join(context: Context, wanted: () => void): Join {
  const { text } = context.language;
  const standIn = new AbortController();
  const problem = problemLine();
  const retry = button(text.retry, wanted, { class: "action", hidden: true });
  const draft = draftPrefix(context.page) + ROOT_SLOT;
  const field = h("textarea", {
    id: uniqueId(),
    rows: 1,
    dir: "auto",
    part: "field",
    placeholder: text.join,
    focus: open,
  });
  field.value = recall(context.scope, draft) ?? "";
  const label = h("label", { class: "unseen", for: field.id }, text.yourComment);
  const element = h(
    "form",
    { class: "composer", part: "composer", novalidate: true },
    label,
    field,
    problem.element,
    retry,
  );

  function open() {
    made.begun ??= Date.now();
    element.setAttribute("data-open", "");
    wanted();
  }

  /** A first Tab would lead past what is still to come; a second one, or if it cannot come, is let through. */
  function press(event: KeyboardEvent) {
    const { key, ctrlKey, metaKey, shiftKey } = event;
    const waits = field.value && retry.hidden && !made.pressed;
    if (key === "Enter" && (ctrlKey || metaKey)) made.pressed = () => element.requestSubmit();
    else if (key === "Tab" && !shiftKey && waits) made.pressed = () => goOn(made);
    else return;
    event.preventDefault();
    wanted();
  }

  /** Whoever writes on has thought better of what they pressed. */
  function typed() {
    made.pressed = null;
    keep(context.scope, draft, field.value);
  }

  const { signal } = standIn;
  element.addEventListener("submit", (event) => event.preventDefault(), { signal });
  field.addEventListener("input", typed, { signal });
  field.addEventListener("keydown", press, { signal });
  for (const near of ["pointerenter", "pointerdown"]) element.addEventListener(near, wanted, { signal });

  const made: Join = {
    element,
    label,
    field,
    begun: null,
    pressed: null,
    takeOver() {
      standIn.abort();
      field.removeEventListener("focus", open);
      problem.element.remove();
      retry.remove();
    },
    fail(reason) {
      made.pressed = null;
      problem.show(reason);
      retry.hidden = false;
    },
  };
  return made;
}

/** To what follows the field, if the reader is still in it. */
function goOn({ element, field }: Join): void {
  if (!field.matches(":focus")) return;
  const controls = [...element.querySelectorAll<HTMLElement>("input, button")];
  controls.find((one) => one.tabIndex >= 0 && one.checkVisibility())?.focus();
}
