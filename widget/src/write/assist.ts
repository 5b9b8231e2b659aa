// The two helps of a form: what the words will look like, and how Markdown is written.
import { fetchPreview } from "./calls";
import type { WriteContext } from "./desk";
import { button, h, serverHtml } from "./lent";

export interface Preview {
  readonly element: HTMLElement;
  readonly ask: HTMLButtonElement;
}

export function preview(
  context: WriteContext,
  words: () => string,
  failed: (reason: unknown) => void,
): Preview {
  const { text } = context.language;
  const element = h("div", { class: "preview", role: "region", "aria-label": text.preview, tabindex: -1 });
  const ask = button(text.preview, show, { class: "action" });
  element.hidden = true;

  async function show() {
    try {
      const { html } = await fetchPreview(context.scope, words(), context.life);
      element.replaceChildren(serverHtml(html));
      element.hidden = false;
      element.focus();
    } catch (reason) {
      failed(reason);
    }
  }

  return { element, ask };
}

export interface Help {
  readonly element: HTMLElement;
  readonly toggle: HTMLButtonElement;
}

export function markdownHelp(context: WriteContext): Help {
  const { text } = context.language;
  const samples = context.rules.images ? [...text.helpItems, text.helpImage] : text.helpItems;
  const items = samples.map((sample) => h("li", {}, h("code", { dir: "ltr" }, sample)));
  const element = h("ul", { class: "help", role: "list", hidden: true }, ...items);
  const toggle = button(text.help, () => show(element.hidden === true), {
    class: "action",
    "aria-expanded": "false",
  });

  function show(open: boolean) {
    element.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
  }

  return { element, toggle };
}
