// A field that searches while one types. The key "/" leads to it.
import { h } from "../../dom";
import { text } from "../words";
import { glyph } from "./icons";

const PAUSE_MS = 300;

export interface SearchBox {
  readonly element: HTMLElement;
  set(words: string): void;
}

export function searchBox(label: string, search: (words: string) => void): SearchBox {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sent = "";

  function send() {
    clearTimeout(timer);
    const words = input.value.trim();
    if (words === sent) return;
    sent = words;
    search(words);
  }

  const input = h("input", {
    type: "search",
    "aria-label": label,
    placeholder: text.search,
    "aria-keyshortcuts": "/",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "search",
    input: () => {
      clearTimeout(timer);
      timer = setTimeout(send, PAUSE_MS);
    },
    keydown: (event: KeyboardEvent) => {
      if (event.key === "Escape") input.blur();
    },
  });
  const element = h(
    "form",
    {
      class: "search",
      role: "search",
      submit: (event: Event) => {
        event.preventDefault();
        send();
      },
    },
    glyph("search"),
    input,
  );
  return {
    element,
    set(words) {
      sent = words;
      if (document.activeElement !== input) input.value = words;
    },
  };
}
