// What happened, said to those who cannot see it.
import { h } from "./dom";

export interface LiveRegion {
  readonly element: HTMLElement;
  say(words: string): void;
}

export function liveRegion(): LiveRegion {
  const element = h("div", { class: "unseen", "aria-live": "polite", role: "status" });
  return {
    element,
    say(words) {
      // Emptied first, so that the same words twice are said twice.
      element.textContent = "";
      setTimeout(() => {
        element.textContent = words;
      }, 50);
    },
  };
}
