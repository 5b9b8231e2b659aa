// What stands in place of a thread that is not there: loading, out of reach, or not set up.
import { button, h, unseen } from "../dom";
import type { ThreadText } from "../text/languages";
import { problemLine } from "./problem-line";

/** Takes the room the thread will need, so that the page does not jump when it comes. */
export function skeleton(text: ThreadText, withPoints: boolean): HTMLElement {
  const bones = [
    ...(withPoints ? ["points"] : []),
    "title",
    "field",
    "name",
    "words",
    "words",
    "name",
    "words",
  ];
  const status = h("div", { role: "status" }, unseen(text.loading));
  return h("div", { class: "skeleton" }, status, ...bones.map((kind) => h("div", { class: `bone ${kind}` })));
}

export function failure(words: string, retryLabel: string, retry: () => void): HTMLElement {
  const problem = problemLine();
  problem.show(words);
  return h(
    "div",
    { class: "failure" },
    problem.element,
    button(retryLabel, retry, { class: "action strong" }),
  );
}

export function misconfigured(words: string): HTMLElement {
  return h("p", { class: "muted" }, words);
}
