// A small question above the page: its fields, why it was refused, and back to where the reader was.
import type { Desk } from "./desk";
import { button, h, problemLine, problemText, uniqueId } from "./lent";

interface Question {
  title: string;
  fields: HTMLElement[];
  action: string;
  /** The dialog closes when this is done, unless with false, and says why if it cannot be. */
  answer(): Promise<unknown>;
  /** What follows once it is closed; it may take the focus. */
  answered?(): void;
}

export interface Asked {
  /** The word on the button. */
  readonly action: HTMLElement;
  /** Does something, and says in the dialog why it could not be done; then it answers false. */
  attempt(act: () => Promise<unknown>): Promise<unknown>;
}

export function ask(desk: Desk, from: HTMLElement, question: Question): Asked {
  const { language } = desk.context;
  const { text } = language;
  const problem = problemLine();
  const title = h("h3", { id: uniqueId() }, question.title);
  const action = h("span", {}, question.action);
  const submit = h("button", { type: "submit", class: "primary", part: "button" }, action);
  const cancel = button(text.cancel, () => dialog.close(), { class: "action" });
  const foot = h("div", { class: "foot" }, submit, cancel);
  const form = h(
    "form",
    { novalidate: true, submit: send },
    title,
    ...question.fields,
    problem.element,
    foot,
  );
  const dialog = h("dialog", { "aria-labelledby": title.id, part: "dialog", close: leave }, form);

  let answered = false;

  async function send(event: SubmitEvent) {
    event.preventDefault();
    if ((await attempt(question.answer)) === false) return;
    answered = true;
    dialog.close();
  }

  async function attempt(act: () => Promise<unknown>): Promise<unknown> {
    problem.show("");
    submit.disabled = true;
    try {
      return await act();
    } catch (reason) {
      problem.show(problemText(language, reason));
      return false;
    } finally {
      submit.disabled = false;
    }
  }

  function leave() {
    dialog.remove();
    whereToGoOn(desk, from).focus();
    if (answered) question.answered?.();
  }

  desk.head.element.closest(".rejoinder")?.append(dialog);
  dialog.showModal();
  return { action, attempt };
}

/** What was pressed may be of no more use: the form or comment it stood in goes on. */
function whereToGoOn({ head }: Desk, from: HTMLElement): HTMLElement {
  if (from.isConnected && from.checkVisibility()) return from;
  const near = from.closest("form")?.querySelector("textarea") ?? from.closest<HTMLElement>("article");
  return near?.isConnected && near.checkVisibility() ? near : head.heading;
}
