// "What do you think?": the votes on the page, above its thread.
import { h } from "../dom";
import { pointsControl } from "../points";
import type { VoteValue } from "../types";
import type { Context } from "./context";
import { voteFeedback } from "./vote-feedback";

export interface PointsRow {
  readonly element: HTMLElement;
  showMine(mine: VoteValue): void;
}

export function pointsRow(context: Context, points: number): PointsRow {
  const { text } = context.language;
  const { problem, ...feedback } = voteFeedback(context);
  const control = pointsControl({ ...context, ...feedback, text, label: text.pointsOfPage, points });
  const question = h("span", { class: "plaintext" }, text.question);
  const row = h("div", { class: "points", part: "points" }, question, control.element);
  return { element: h("div", {}, row, problem.element), showMine: control.showMine };
}
