// A reader proves a mail address by a code that is sent there, and is known by it from then on.
import type { Scope } from "../storage";
import { askForCode, proveAddress } from "./calls";
import type { Desk } from "./desk";
import { type Asked, ask } from "./dialog";
import { addressIn, emailField } from "./following";
import { button, h, keepVisitor, Problem, scopeKey, uniqueId, WHO } from "./lent";

interface Known {
  name: string;
  email: string;
}

export function proveDialog(desk: Desk, from: HTMLElement, known: Known): void {
  const { scope, language, say } = desk.context;
  const { text } = language;
  const email = emailField(known.email);
  const code = h("input", {
    id: uniqueId(),
    name: "code",
    class: "code",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    dir: "ltr",
    maxlength: 12,
  });
  const again = button(text.sendAgain, () => void asked.attempt(send), { class: "action" });
  const second = h(
    "div",
    { hidden: true },
    h("label", { for: code.id }, text.code),
    code,
    h("p", { class: "small" }, again),
  );
  const news = h("p", { class: "small muted plaintext", role: "status" }, text.proveNote);

  /** The code is for the address it was sent to. */
  function toFirstStep() {
    second.hidden = true;
    news.textContent = text.proveNote;
    asked.action.textContent = text.sendCode;
  }

  async function send() {
    const address = addressIn(email);
    await askForCode(scope, address);
    code.value = "";
    second.hidden = false;
    news.textContent = text.codeSent(address);
    asked.action.textContent = text.proveAction;
    code.focus();
    return false;
  }

  async function prove() {
    const digits = code.value.replace(/\D/g, "");
    code.focus();
    if (digits.length !== 6) throw new Problem("code_incomplete");
    const name = known.name ? { name: known.name } : {};
    const { author, ...visitor } = await proveAddress(scope, {
      email: addressIn(email),
      code: digits,
      ...name,
    }).catch(refused);
    keepVisitor(scope, visitor);
    tellWho(scope);
    say(`${text.writingAs} ${author.name ?? text.anonymous}`);
    return true;
  }

  function refused(reason: unknown): never {
    if (reason instanceof Problem && reason.code === "wrong_code") {
      news.textContent = text.triesLeft(reason.triesLeft);
      code.select();
      if (reason.triesLeft < 1) throw new Problem("code_over");
    }
    throw reason;
  }

  email.addEventListener("input", toFirstStep);
  const asked: Asked = ask(desk, from, {
    title: text.prove,
    fields: [h("label", { for: email.id }, text.email), email, second, news],
    action: text.sendCode,
    answer: () => (second.hidden ? send() : prove()),
    answered: () => desk.join.field.focus(),
  });
  email.focus();
}

/** Known no more: for who goes away from a browser that others use too. */
export function forgetReader({ context, join }: Desk): void {
  keepVisitor(context.scope, null);
  tellWho(context.scope);
  context.say(context.language.text.signedOut);
  join.field.focus();
}

/** Every thread of the page has another reader now. */
const tellWho = (scope: Scope): boolean =>
  document.dispatchEvent(new CustomEvent(WHO, { detail: scopeKey(scope, "") }));
