// The quotation above a comment in the thread, once it is known where its passage stands.
import type { InlineText } from "../text/languages";
import { firstWords, h } from "./lent";

/** Found, gone, or not known yet: then it stays a bare quotation. */
export type Whereabouts = "here" | "gone" | "";

const LINK_WORDS = 8;

/** `element` is what thread/passage.ts has made. */
export function place(
  element: Element,
  exact: string,
  whereabouts: Whereabouts,
  text: InlineText,
  go: (event: Event) => void,
): void {
  const words = element.querySelector("bdi");
  if (!(element instanceof HTMLElement) || !words || (element.dataset.place ?? "") === whereabouts) return;
  element.dataset.place = whereabouts;
  words.textContent = firstWords(exact);
  element.replaceChildren(words);
  if (whereabouts === "gone") element.prepend(h("span", { class: "changed plaintext" }, text.gone));
  else if (whereabouts === "here") element.append(h("a", { href: addressOf(exact), click: go }, words));
}

/** A link to the very words, for who copies it. */
function addressOf(exact: string): string {
  const words = exact.split(/\s+/).slice(0, LINK_WORDS).join(" ");
  return `${location.href.replace(/#.*/, "")}#:~:text=${encodeURIComponent(words).replaceAll("-", "%2D")}`;
}
