// What was changed and not saved: nobody leaves it behind unasked.
import { h } from "../dom";
import { openDialog } from "./parts/dialog";
import { form } from "./parts/form";
import { text } from "./words";

let held: { address: string; isUnsaved(): boolean } | null = null;
let asking = false;

/** What stands at this address now; the next one takes its place. */
export function holdUnsaved(isUnsaved: () => boolean): void {
  held = { address: location.pathname + location.search, isUnsaved };
}

export const forgetUnsaved = (): void => {
  held = null;
};

/** The address of what would be lost. */
export const unsavedAt = (): string | null => (held?.isUnsaved() ? held.address : null);

/** Goes at once, or when somebody has said that what is not saved may be lost. */
export function leave(go: () => void): void {
  if (unsavedAt() === null) go();
  else if (!asking) ask(go);
}

function ask(go: () => void): void {
  let agreed = false;
  asking = true;
  openDialog({
    heading: text.unsaved.question,
    content: (close) => [
      form({
        content: [h("p", {}, text.unsaved.why)],
        action: text.unsaved.leave,
        danger: true,
        cancel: close,
        async send() {
          agreed = true;
          close();
        },
      }).element,
    ],
    closed() {
      asking = false;
      if (agreed) go();
    },
  });
}

/** The browser asks in its own words. */
addEventListener("beforeunload", (event) => {
  if (unsavedAt() !== null) event.preventDefault();
});
