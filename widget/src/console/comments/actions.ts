// The row of buttons under a comment.
import { button, h } from "../../dom";
import { type GlyphName, glyph } from "../parts/icons";
import type { AdminComment, Verdict } from "../types";
import { text } from "../words";

export interface Acts {
  decide(verdict: Verdict): void;
  reply(): void;
  edit(): void;
  ban(): void;
  pin(): void;
}

const KEY: Record<string, string> = { published: "a", spam: "s", removed: "r", held: "h" };

function verdictButton(verdict: Verdict, acts: Acts, label: string): HTMLElement {
  return button([glyph(verdict as GlyphName), h("span", {}, label)], () => acts.decide(verdict), {
    class: `action verdict ${verdict}`,
    "aria-keyshortcuts": KEY[verdict],
  });
}

const act = (label: string, run: () => void, key?: string): HTMLElement =>
  button(label, run, { class: "action", "aria-keyshortcuts": key });

export function actionRow(comment: AdminComment, acts: Acts): HTMLElement | null {
  const { status } = comment;
  if (status === "deleted") return null;
  const open = status === "published" || status === "held";
  const verdicts = (["published", "spam", "removed"] as const)
    .filter((verdict) => verdict !== status)
    .map((verdict) => verdictButton(verdict, acts, labelOf(verdict, status)));
  const rest = [
    open && act(text.comment.edit, acts.edit, "e"),
    status === "published" && act(text.verdict.held, () => acts.decide("held"), "h"),
    comment.kind !== "account" && act(text.comment.ban, acts.ban),
    comment.parent === null &&
      status === "published" &&
      act(comment.pinned ? text.comment.unpin : text.comment.pin, acts.pin),
  ].filter((item) => item !== false);
  const more = h("div", { class: "more-actions" }, ...rest);
  const toggle = button(
    text.comment.more,
    () => {
      const shown = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(shown));
    },
    { class: "action more", "aria-expanded": "false" },
  );
  return h(
    "div",
    { class: "actions" },
    ...verdicts,
    open && act(text.comment.reply, acts.reply, "w"),
    ...(rest.length > 0 ? [toggle, more] : []),
  );
}

const labelOf = (verdict: Verdict, status: AdminComment["status"]): string =>
  verdict === "published" && status === "removed" ? text.restore : text.verdict[verdict];
