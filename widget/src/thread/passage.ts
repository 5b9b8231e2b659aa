// The words an inline comment is about, above its own: a quotation. inline.js makes it the way to their place.
import { h } from "../dom";
import type { Inline } from "../inline";
import type { CommentAnchor } from "../types";

const WORDS = 30;

/** Anybody's program may have sent them: text, never HTML. */
export function firstWords(words: string, most = WORDS): string {
  const all = words.trim().split(/\s+/);
  const first = all
    .slice(0, most)
    .join(" ")
    .slice(0, 12 * most);
  return first.length < all.join(" ").length ? `${first.replace(/[\s.,;:]+$/, "")}…` : first;
}

export function passage(anchor: CommentAnchor, inline: Inline | null): HTMLElement {
  const words = h("bdi", { dir: "auto" }, firstWords(anchor.exact));
  const element = h("blockquote", { class: "passage", part: "passage" }, words);
  inline?.quote(element, anchor);
  return element;
}
