// Above the list: select all, and what can be done with all that are selected.
import { button, h } from "../../dom";
import type { Status, Verdict } from "../types";
import { text } from "../words";

export interface BulkBar {
  readonly element: HTMLElement;
  refresh(): void;
}

interface BulkPlan {
  all(): string[];
  chosen(): string[];
  statuses(): Status[];
  select(ids: readonly string[], on: boolean): void;
  decide(ids: readonly string[], verdict: Verdict): void;
}

export function bulkBar(plan: BulkPlan): BulkBar {
  const box = h("input", { type: "checkbox", change: () => plan.select(plan.all(), box.checked) });
  const words = h("span", {}, text.list.selectAll);
  const verdicts = h("div", { class: "bulk-verdicts" });
  const element = h("div", { class: "bulk" }, h("label", { class: "select-all" }, box, words), verdicts);

  const decide = (verdict: Verdict, n: number) =>
    button(text.verdictMany[verdict](n), () => plan.decide(plan.chosen(), verdict), {
      class: verdict === "published" ? "secondary strong" : "secondary",
    });

  function refresh() {
    const count = plan.chosen().length;
    const total = plan.all().length;
    element.hidden = total === 0;
    element.classList.toggle("on", count > 0);
    box.checked = count > 0 && count === total;
    box.indeterminate = count > 0 && count < total;
    words.textContent = count > 0 ? text.list.selected(count) : text.list.selectAll;
    const statuses = plan.statuses();
    const useful = (["published", "spam", "removed"] as const)
      .map((verdict) => [verdict, statuses.filter((status) => status !== verdict).length] as const)
      .filter(([, n]) => n > 0);
    verdicts.replaceChildren(...(count > 0 ? useful.map(([verdict, n]) => decide(verdict, n)) : []));
  }

  refresh();
  return { element, refresh };
}
