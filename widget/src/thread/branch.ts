// The replies to one comment: their list, the hairline that folds them, and the way to those not loaded yet.
import { button, h } from "../dom";
import type { Context } from "./context";

export interface Branch {
  readonly element: HTMLElement;
  readonly list: HTMLOListElement;
  unfold(): void;
  /** `left` is how many replies are not loaded; null where all are. */
  refresh(left: number | null): void;
}

export function branch(context: Context, name: string, loadMore: (event: MouseEvent) => void): Branch {
  const { text } = context.language;
  const list = h("ol", { class: "replies", role: "list" });
  const rail = button("", () => fold(!list.hidden), { class: "rail" });
  const more = button("", loadMore, { class: "action wide", hidden: true });
  const element = h("div", { class: "branch" }, rail, list, more);
  let left: number | null = null;

  function fold(hide: boolean) {
    list.hidden = hide;
    show();
  }

  function show() {
    const folded = list.hidden;
    const replies = list.getElementsByTagName("li").length;
    const words = folded ? text.showReplies(replies) : text.hideReplies(replies);
    rail.hidden = replies === 0;
    rail.ariaExpanded = String(!folded);
    rail.ariaLabel = `${words}: ${text.commentBy(name)}`;
    rail.replaceChildren(h("span", {}, words));
    more.hidden = left === null || folded;
    more.textContent = text.moreReplies(left ?? 0);
  }

  return {
    element,
    list,
    unfold: () => fold(false),
    refresh(count) {
      left = count;
      show();
    },
  };
}
