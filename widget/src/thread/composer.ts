// The form in which people write: one line until it is wanted, and never a word lost.
import { button, h, setAttribute, uniqueId } from "../dom";
import { draftFor } from "../drafts";
import { problemText } from "../problem-text";
import type { AuthorFields } from "../types";
import { markdownHelp, preview } from "./assist";
import type { Context } from "./context";
import { problemLine } from "./problem-line";
import { whoFields } from "./who-fields";

export interface Message {
  body: string;
  author: AuthorFields;
}

interface ComposerPlan {
  label: string;
  placeholder: string;
  action: string;
  /** Names the draft; see drafts.ts. */
  slot: string;
  /** What is being changed; a comment's author is asked only where something new is written. */
  source?: string;
  /** Stays on the page as one line; the others go away when they are done. */
  stays?: boolean;
  send(message: Message): Promise<void>;
  /** The form is done or given up. */
  left?(sent: boolean): void;
}

export interface Composer {
  readonly element: HTMLFormElement;
  focus(): void;
  hasWords(): boolean;
  /** Gives the form up. */
  leave(): void;
}

/** How near the limit it is worth telling. */
const WARN_BELOW = 200;

export function composer(context: Context, plan: ComposerPlan): Composer {
  const { text } = context.language;
  const draft = draftFor(context.scope, context.page, plan.slot, context.life);
  const problem = problemLine();
  const counter = h("p", { class: "counter", id: uniqueId(), hidden: true });
  const field = h("textarea", {
    id: uniqueId(),
    rows: 1,
    dir: "auto",
    part: "field",
    placeholder: plan.placeholder,
    "aria-describedby": counter.id,
    focus: open,
    input: typed,
    keydown: shortcut,
  });
  const seen = preview(context, () => field.value, refuse);
  const help = markdownHelp(context);
  const who = plan.source === undefined ? whoFields(context) : null;
  const action = h("span", {}, plan.action);
  const submit = h("button", { type: "submit", class: "primary", part: "button" }, action);
  const cancel = button(text.cancel, () => leave(false), { class: "action", hidden: plan.stays });
  const foot = h("div", { class: "foot" }, submit, seen.ask, cancel, h("span", { class: "gap" }));
  foot.append(counter, ...(who ? [who.more] : []), help.toggle);
  const rest = h("div", { class: "rest", hidden: true }, who?.element, problem.element, foot, help.element);
  const element = h(
    "form",
    { class: "composer", part: "composer", novalidate: true, submit: onSubmit },
    h("label", { class: "unseen", for: field.id }, plan.label),
    field,
    seen.element,
    rest,
  );
  let sending = false;

  function open() {
    if (!rest.hidden) return;
    rest.hidden = false;
    element.setAttribute("data-open", "");
    who?.refresh();
    grow();
  }

  function close() {
    rest.hidden = true;
    element.removeAttribute("data-open");
    seen.element.hidden = true;
    problem.show("");
    grow();
  }

  function typed() {
    draft.keep(field.value);
    seen.element.hidden = true;
    grow();
    count();
  }

  const over = () => Array.from(field.value).length - context.rules.max_length;

  function count() {
    const left = -over();
    counter.hidden = left >= WARN_BELOW;
    counter.textContent = left < 0 ? text.over(-left) : text.left(left);
    setAttribute(field, "aria-invalid", left < 0 && "true");
  }

  /** For browsers that cannot size a field by its content. */
  function grow() {
    if (CSS.supports("field-sizing", "content")) return;
    field.style.setProperty("height", "auto");
    if (!rest.hidden) field.style.setProperty("height", `${field.scrollHeight + 2}px`);
  }

  function shortcut(event: KeyboardEvent) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      element.requestSubmit();
    } else if (event.key === "Escape" && !field.value.trim()) {
      event.stopPropagation();
      leave(false);
      field.blur();
    }
  }

  function leave(sent: boolean) {
    if (plan.stays) draft.keepNow();
    else if (sent || plan.source !== undefined) draft.drop();
    else draft.putAside(field.value);
    close();
    plan.left?.(sent);
  }

  function refuse(reason: unknown) {
    if (!context.life.aborted) complain(problemText(context.language, reason));
  }

  /** Beside the button, and in sight even on a phone that shows its keyboard. */
  function complain(words: string) {
    problem.show(words);
    field.focus();
    submit.scrollIntoView({ block: "nearest" });
  }

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    const objection = objectionTo(field.value);
    if (objection) complain(objection);
    else void send();
  }

  function objectionTo(words: string): string | null {
    if (sending) return text.stillSending;
    if (!words.trim()) return text.nothingWritten;
    return over() > 0 ? text.over(over()) : null;
  }

  async function send() {
    const words = field.value;
    sending = true;
    draft.keep(words);
    draft.keepNow();
    step(true);
    try {
      await plan.send({ body: words.trim(), author: who?.value() ?? {} });
      who?.remember();
      if (!field.value.trim() || !plan.stays) draft.drop();
      action.textContent = plan.action;
      if (!plan.stays) leave(true);
    } catch (reason) {
      step(false);
      // Whatever was begun in the meantime stands below what could not be sent.
      if (plan.stays) field.value = [words, field.value].filter((part) => part.trim()).join("\n\n");
      open();
      count();
      action.textContent = text.retry;
      refuse(reason);
    }
    sending = false;
  }

  /** While the words are on their way the thread shows them in their place, and the form steps aside. */
  function step(aside: boolean) {
    if (plan.source !== undefined) setAttribute(element, "aria-busy", aside && "true");
    else if (!plan.stays) element.hidden = aside;
    else if (aside) {
      field.value = "";
      count();
      close();
    }
  }

  field.value = draft.text() || (plan.source ?? "");
  if (field.value || !plan.stays) open();
  count();
  // Sized once it stands on the page, where its width is known.
  requestAnimationFrame(grow);
  return {
    element,
    focus: () => field.focus(),
    hasWords: () => field.value.trim() !== "",
    leave: () => leave(false),
  };
}
