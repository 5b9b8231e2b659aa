// The reason of a failure beside what failed, spoken at once.
import { h, icon } from "../dom";

export interface ProblemLine {
  readonly element: HTMLElement;
  /** Nothing is said with empty words. */
  show(words: string): void;
}

export function problemLine(): ProblemLine {
  const element = h("div", { role: "alert" });
  return {
    element,
    show(words) {
      element.replaceChildren();
      if (words) element.append(h("p", { class: "problem" }, icon("alert"), h("span", {}, words)));
    },
  };
}
