// The quotation above a comment in the thread, once it is known where its passage stands.
import type { InlineText } from "../text/languages";
import { firstWords, h } from "./lent";

/** Found, gone, or not known yet: then it stays a bare quotation. */
export type Whereabouts = "here" | "gone" | "";

const LINK_WORDS = 8;

/** `element` is what thread/passage.ts has made. */
export function quote(
  element: Element,
  exact: string,
  whereabouts: Whereabouts,
  text: InlineText,
  go: (event: Event) => void,
): void {
  const words = element.querySelector("bdi");
  const first = firstWords(exact);
  if (!(element instanceof HTMLElement) || !words) return;
  if ((element.dataset.place ?? "") === whereabouts && words.textContent === first) return;
  element.dataset.place = whereabouts;
  words.textContent = first;
  element.replaceChildren(words);
  if (whereabouts === "gone") element.prepend(h("span", { class: "changed plaintext" }, text.gone));
  else if (whereabouts === "here") element.append(h("a", { href: addressOf(exact), click: go }, words));
}

/** A link to the very words, for who copies it. */
function addressOf(exact: string): string {
  // Half a pair cannot be in an address.
  const words = exact
    .replace(/\p{Cs}/gu, "")
    .split(/\s+/)
    .slice(0, LINK_WORDS)
    .join(" ");
  return `${location.href.replace(/#.*/, "")}#:~:text=${encodeURIComponent(words).replaceAll("-", "%2D")}`;
}
