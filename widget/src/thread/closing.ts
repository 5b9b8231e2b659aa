// A page on which only those with a role may still write.
import { button, h } from "../dom";
import { secondsUntil } from "../time";
import type { Me, Page } from "../types";
import type { Context } from "./context";

export interface Closing {
  readonly element: HTMLElement;
  show(page: Page, me: Me | null): void;
}

export const isClosed = ({ locked, closes_at }: Page): boolean =>
  locked || secondsUntil(closes_at ?? "") <= 0;

export const mayWrite = (page: Page, me: Me | null): boolean =>
  !isClosed(page) || (me !== null && me.role !== "member");

export function closing({ language, times }: Context, signIn: (from: HTMLElement) => void): Closing {
  const { text } = language;
  const words = h("span", { class: "muted plaintext" });
  const way = button(text.signIn, () => signIn(way), { class: "action" });
  return {
    element: h("p", { class: "notice" }, words, " ", way),
    show(page, me) {
      const since = page.closes_at && secondsUntil(page.closes_at) <= 0 ? times.day(page.closes_at) : "";
      words.textContent = text.closed(since);
      way.hidden = me !== null;
    },
  };
}
