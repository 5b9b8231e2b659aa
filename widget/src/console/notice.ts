// The bar that says what has just been done and takes it back, and the voice for those who cannot see it.
import { button, h } from "../dom";
import { liveRegion } from "../live";
import { glyph } from "./parts/icons";
import { text } from "./words";

const voice = liveRegion();
const bar = h("section", { class: "bar", "aria-label": text.undo, hidden: true });
export const noticeElements: readonly HTMLElement[] = [bar, voice.element];

let takeBack: (() => void) | null = null;

export const announce = (words: string): void => voice.say(words);

/** Stays until the next one or until it is dismissed; with `undo` it can be taken back. */
export function notice(words: string, undo?: () => void): void {
  takeBack = undo ?? null;
  const undoButton = button([text.undo, h("kbd", { "aria-hidden": "true" }, "U")], takeBackNow, {
    class: "undo",
    "aria-keyshortcuts": "u",
  });
  bar.replaceChildren(
    h("span", { class: "bar-words" }, words),
    ...(undo ? [undoButton] : []),
    button(glyph("close"), dismiss, { class: "cross", "aria-label": text.dismiss }),
  );
  bar.setAttribute("aria-label", words);
  bar.hidden = false;
  announce(undo ? `${words} ${text.undo}: U` : words);
}

export function dismiss(): void {
  const focused = bar.contains(document.activeElement);
  bar.hidden = true;
  takeBack = null;
  if (focused) document.querySelector<HTMLElement>("main [aria-current=true], main h1")?.focus();
}

/** What the button and the key U do. */
export function takeBackNow(): void {
  const undo = takeBack;
  if (!undo) return;
  dismiss();
  undo();
}
