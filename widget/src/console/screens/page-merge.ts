// Two pages become one: choosing the other, and a plain sentence of what will happen before it does.
import { h } from "../../dom";
import { Problem } from "../../http";
import { mergePage } from "../api";
import { pageTitle } from "../comments/about";
import { notice } from "../notice";
import { openDialog } from "../parts/dialog";
import { form } from "../parts/form";
import { pagePicker } from "../parts/page-picker";
import type { PageRow } from "../types";
import { text } from "../words";

export function openMergeDialog(page: PageRow, other: PageRow | null, merged: () => void): void {
  const life = new AbortController();
  const effect = h("p", { class: "effect", role: "status" });
  let into = other;

  function choose(chosen: PageRow) {
    into = chosen;
    effect.textContent = text.pages.mergeEffect(pageTitle(page), pageTitle(chosen), page.comments);
    effect.scrollIntoView({ block: "nearest" });
  }

  const picker = pagePicker({
    label: text.pages.mergeSearch,
    site: page.site,
    not: page.id,
    life: life.signal,
    chosen: choose,
  });
  if (other) choose(other);
  openDialog({
    heading: text.pages.mergeHeading,
    closed: () => life.abort(),
    content: (close) => [
      h("p", {}, h("bdi", { class: "strong" }, pageTitle(page))),
      ...(other ? [] : [h("p", { class: "muted" }, text.pages.mergeInto), picker.element]),
      form({
        content: [effect],
        action: text.pages.mergeAction,
        danger: true,
        cancel: close,
        async send() {
          if (!into) throw new Problem("nothing_chosen", 0, [], text.pages.chooseFirst);
          await mergePage(page.id, into.id);
          close();
          notice(text.pages.merged);
          merged();
        },
      }).element,
    ],
  });
}
