// Something to copy: the text itself, selectable, and a button that says whether it worked.
import { button, h } from "../../dom";
import { announce } from "../notice";
import { text } from "../words";

const FEEDBACK_MS = 2500;

export function copyBox(label: string, words: string): HTMLElement {
  const word = h("span", {}, text.copy);
  const shown = h(
    "pre",
    { class: "copied-text", tabindex: 0, "aria-label": label, role: "region" },
    h("code", {}, words),
  );

  async function copy() {
    try {
      await navigator.clipboard.writeText(words);
      word.textContent = text.copied;
      announce(text.copied);
      setTimeout(() => {
        word.textContent = text.copy;
      }, FEEDBACK_MS);
    } catch {
      announce(text.notCopied);
      getSelection()?.selectAllChildren(shown);
    }
  }

  return h(
    "div",
    { class: "copy" },
    shown,
    button(word, () => void copy(), { class: "secondary" }),
  );
}
