// A dialog: the browser's own, so that focus stays in it, Escape closes it and focus goes back where it came from.
import { button, h, uniqueId } from "../../dom";
import { text } from "../words";
import { glyph } from "./icons";

export interface Dialog {
  readonly element: HTMLDialogElement;
  close(): void;
}

interface DialogPlan {
  heading: string;
  content: (close: () => void) => Node[];
  /** Must be answered: neither Escape nor a cross closes it. */
  stays?: boolean;
  closed?(): void;
}

export function openDialog(plan: DialogPlan): Dialog {
  const headingId = uniqueId();
  const before = document.activeElement;
  const close = () => element.close();
  const cross = button(glyph("close"), close, { class: "cross", "aria-label": text.close });
  const element = h(
    "dialog",
    {
      "aria-labelledby": headingId,
      cancel: (event: Event) => plan.stays && event.preventDefault(),
      close: leave,
    },
    h(
      "div",
      { class: "sheet" },
      h("header", { class: "dialog-head" }, h("h2", { id: headingId }, plan.heading), !plan.stays && cross),
      ...plan.content(close),
    ),
  );

  function leave() {
    element.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    plan.closed?.();
  }

  document.body.append(element);
  element.showModal();
  element.querySelector<HTMLElement>("form input:not([type=checkbox], [type=radio]), form textarea")?.focus();
  return { element, close };
}
