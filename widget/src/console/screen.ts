// What the shell asks of a screen, and what screens have in common.
import { button, h } from "../dom";
import { problemLine } from "../thread/problem-line";
import type { Place } from "./router";
import { text, why } from "./words";

export interface Screen {
  readonly element: HTMLElement;
  /** The same screen at another address: another filter, another one of its list. */
  move?(place: Place): void;
}

export type ScreenMaker = (place: Place, life: AbortSignal) => Screen;

/** The heading takes the focus when its screen comes. */
export const heading = (words: string): HTMLHeadingElement => h("h1", { tabindex: -1 }, words);

export const head = (...parts: (Node | null | false)[]): HTMLElement =>
  h("header", { class: "screen-head" }, ...parts);

export const emptyState = (words: string, hint?: string, ...more: Node[]): HTMLElement =>
  h(
    "div",
    { class: "empty" },
    h("p", { class: "empty-words" }, words),
    hint && h("p", { class: "muted" }, hint),
    ...more,
  );

export const loadingLine = (): HTMLElement =>
  h("p", { class: "muted loading", role: "status" }, text.loading);

/** Why nothing could be shown, and a way to try again. */
export function failure(error: unknown, again: () => void): HTMLElement {
  const line = problemLine();
  line.show(`${text.wrong.failed} ${why(error)}`);
  return h("div", { class: "failure" }, line.element, button(text.retry, again, { class: "secondary" }));
}

/** Fills `box` with what is fetched, or with why it could not be; later answers to a closed screen are left out. */
export async function fill<T>(
  box: HTMLElement,
  life: AbortSignal,
  fetch: () => Promise<T>,
  show: (answer: T) => void,
): Promise<void> {
  if (!box.hasChildNodes()) box.append(loadingLine());
  box.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch();
    if (!life.aborted) show(answer);
  } catch (error) {
    if (life.aborted) return;
    box.replaceChildren(failure(error, () => void fill(box, life, fetch, show)));
  } finally {
    box.removeAttribute("aria-busy");
  }
}
