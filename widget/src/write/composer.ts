// The form in which people write: open once it is wanted, and never a word lost.
import type { Desk } from "./desk";
import { draftFor } from "./drafts";
import { type FormPlan, form } from "./form";
import { Problem, problemText, setAttribute } from "./lent";
import type { Message } from "./posting";

interface ComposerPlan extends FormPlan {
  /** Names the draft; see drafts.ts. */
  slot: string;
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
  /** Somebody else may be writing now. */
  refresh(): void;
}

/** What signing in mends. */
const SIGN_IN_HELPS = /^(name_reserved|email_reserved|session_over)$/;

export function composer(desk: Desk, plan: ComposerPlan): Composer {
  const { context } = desk;
  const { text } = context.language;
  const draft = draftFor(context.scope, context.page, plan.slot, context.life);
  const parts = form(desk, plan, { cancel: () => leave(false), refuse });
  const { element, field, rest, who, problem, counter, action } = parts;
  const stays = plan.at !== undefined;
  let sending = false;

  function open() {
    if (!rest.hidden) return;
    rest.hidden = false;
    element.setAttribute("data-open", "");
    who?.refresh();
    grow(field, true);
  }

  function close() {
    rest.hidden = parts.preview.hidden = true;
    element.removeAttribute("data-open");
    problem.show("");
    parts.offer.hidden = true;
    grow(field, false);
  }

  function typed() {
    draft.keep(field.value);
    parts.preview.hidden = true;
    grow(field, !rest.hidden);
    counter.refresh();
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
    if (stays) draft.keepNow();
    else if (sent || plan.source !== undefined) draft.drop();
    else draft.putAside(field.value);
    close();
    plan.left?.(sent);
  }

  function refuse(reason: unknown) {
    if (context.life.aborted) return;
    complain(problemText(context.language, reason));
    parts.offer.hidden = !(reason instanceof Problem && SIGN_IN_HELPS.test(reason.code));
  }

  /** Beside the button, and in sight even on a phone that shows its keyboard. */
  function complain(words: string, at: HTMLElement = field) {
    problem.show(words);
    at.focus();
    parts.submit.scrollIntoView({ block: "nearest" });
  }

  function objectionTo(words: string): string | null {
    if (sending) return text.stillSending;
    if (!words.trim()) return text.nothingWritten;
    if (counter.over() > 0) return text.over(counter.over());
    return who?.missing() ? text.noAddress : null;
  }

  function message(): Message {
    const { begun, trap } = parts;
    const notify = who?.wish();
    return {
      body: field.value.trim(),
      author: who?.value() ?? {},
      ...(notify ? { notify } : {}),
      ...(trap.value ? { subject: trap.value } : {}),
      ...(begun === null ? {} : { writing_seconds: Math.round((Date.now() - begun) / 1000) }),
    };
  }

  async function send() {
    const words = field.value;
    const sent = message();
    sending = true;
    draft.keep(words);
    draft.keepNow();
    stepAside(true);
    try {
      await plan.send(sent);
      parts.begun = null;
      who?.remember();
      if (!field.value.trim() || !stays) draft.drop();
      action.textContent = plan.action;
      if (!stays) leave(true);
    } catch (reason) {
      comeBack(words);
      refuse(reason);
    }
    sending = false;
  }

  /** While the words are on their way the thread shows them in their place, and the form steps aside. */
  function stepAside(aside: boolean) {
    if (plan.source !== undefined) setAttribute(element, "aria-busy", aside && "true");
    else if (!stays) element.hidden = aside;
    else if (aside) {
      field.value = "";
      counter.refresh();
      close();
    }
  }

  function comeBack(words: string) {
    stepAside(false);
    // Whatever was begun in the meantime stands below what could not be sent.
    if (stays) field.value = [words, field.value].filter((part) => part.trim()).join("\n\n");
    open();
    counter.refresh();
    action.textContent = text.retry;
  }

  function onSubmit(event: SubmitEvent) {
    event.preventDefault();
    const objection = objectionTo(field.value);
    const missing = objection === text.noAddress ? who?.missing() : null;
    if (objection) complain(objection, missing ?? field);
    else void send();
  }

  field.addEventListener("focus", () => {
    // Words from an earlier visit say nothing of how long they were written.
    if (!field.value) parts.begun ??= Date.now();
    open();
  });
  field.addEventListener("input", typed);
  field.addEventListener("keydown", shortcut);
  element.addEventListener("submit", onSubmit);
  plan.at?.takeOver();
  field.value ||= draft.text() || (plan.source ?? "");
  if (field.value || !stays || element.hasAttribute("data-open")) open();
  counter.refresh();
  // Sized once it stands on the page, where its width is known.
  requestAnimationFrame(() => grow(field, !rest.hidden));
  return {
    element,
    focus: () => field.focus(),
    hasWords: () => field.value.trim() !== "",
    leave: () => leave(false),
    refresh: () => who?.refresh(),
  };
}

/** For browsers that cannot size a field by its content. */
function grow(field: HTMLTextAreaElement, open: boolean): void {
  if (CSS.supports("field-sizing", "content")) return;
  field.style.setProperty("height", "auto");
  if (open) field.style.setProperty("height", `${field.scrollHeight + 2}px`);
}
