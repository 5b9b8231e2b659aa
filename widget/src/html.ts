// The only place that sets HTML, and only what the server has already sanitised.
import { h } from "./dom";
import { registry } from "./registry";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML(html: string): string },
  ): { createHTML(html: string): string };
}

/** Shared by all copies of our scripts, because a policy's name can be used only once on a strict page. */
function policy(): Registry["htmlPolicy"] {
  if (registry.htmlPolicy !== undefined) return registry.htmlPolicy;
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  try {
    registry.htmlPolicy = trustedTypes?.createPolicy("rejoinder", { createHTML: (html) => html }) ?? null;
  } catch {
    registry.htmlPolicy = null;
  }
  return registry.htmlPolicy;
}

type Registry = typeof registry;

export function serverHtml(html: string): HTMLDivElement {
  // The words are in the page's language rather than in that of the controls around them.
  const { lang } = document.documentElement;
  const element = h("div", { class: "body", part: "body", lang });
  try {
    element.innerHTML = policy()?.createHTML(html) ?? html;
  } catch {
    // The host allows no policy of ours: the bare words are better than nothing.
    element.textContent = html.replace(/<[^>]*>/g, " ");
  }
  // Afterwards: a browser that is to find the direction of words while they are parsed begins anew with every block without letters.
  element.dir = "auto";
  // What scrolls in its own box must be reachable by keyboard.
  for (const box of element.querySelectorAll("pre, table")) box.setAttribute("tabindex", "0");
  return element;
}
