// Which script tag is running, and what becomes known once it has.
import { type Embed, registry } from "./registry";

/** Registers the tag that runs this file. `file` finds it where the browser does not say (modules). */
export function registerOwnTag(file: string): Embed | null {
  const script = runningTag() ?? unclaimedTag(file);
  if (!script) return null;
  const embed = { server: new URL(script.src, location.href).origin, script };
  registry.embeds.push(embed);
  return embed;
}

function runningTag(): HTMLScriptElement | null {
  const script = document.currentScript;
  return script instanceof HTMLScriptElement && script.src ? script : null;
}

function unclaimedTag(file: string): HTMLScriptElement | undefined {
  return [...document.scripts].find(
    (script) =>
      script.src &&
      new URL(script.src, location.href).pathname.endsWith(`/${file}`) &&
      !registry.embeds.some((embed) => embed.script === script),
  );
}

export function defineOnce(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Elements that were there before this tag may belong to its site: let them look again. */
export function refreshElements(selector: string): void {
  for (const element of document.querySelectorAll<Element & { refresh?(): void }>(selector)) {
    element.refresh?.();
  }
}

export function whenParsed(then: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then, { once: true });
  else then();
}
