// Banning whoever wrote a comment, by what is known of them.
import { h } from "../../dom";
import { banWriter, fetchComment } from "../api";
import { tell } from "../moderation";
import { notice } from "../notice";
import { openDialog } from "../parts/dialog";
import { groupField, textField, tickField } from "../parts/field";
import { form, objection } from "../parts/form";
import { termField } from "../parts/term";
import { failure, loadingLine } from "../screen";
import { refreshSession } from "../session";
import type { AdminComment, BanTarget } from "../types";
import { text } from "../words";
import { nameOf } from "./about";

export function openBanDialog(comment: AdminComment): void {
  const box = h("div", {}, loadingLine());
  const life = new AbortController();
  const dialog = openDialog({
    heading: text.ban.heading(nameOf(comment)),
    content: () => [box],
    closed: () => life.abort(),
  });

  async function load() {
    try {
      const { ban_targets } = await fetchComment(comment.id, life.signal);
      box.replaceChildren(banForm(comment, ban_targets, dialog.close));
      box.querySelector("input")?.focus();
    } catch (error) {
      if (!life.signal.aborted) box.replaceChildren(failure(error, () => void load()));
    }
  }

  void load();
}

const knownOf = (comment: AdminComment, target: BanTarget): string =>
  target === "email"
    ? (comment.author.email ?? "")
    : target === "website"
      ? (comment.author.website ?? "")
      : "";

function banForm(comment: AdminComment, known: BanTarget[], close: () => void): HTMLElement {
  if (known.length === 0) return h("p", {}, text.ban.unknown);
  const targets = groupField<BanTarget>({
    name: "targets",
    label: text.ban.what,
    value: known.includes("author") ? ["author"] : known.slice(0, 1),
    choices: known.map((target) => ({
      value: target,
      label: text.ban.targets[target],
      hint: [knownOf(comment, target), text.ban.targetHints[target]].filter(Boolean).join(". "),
    })),
  });
  const term = termField(7);
  const reason = textField({
    name: "reason",
    label: text.ban.reason,
    hint: text.ban.reasonHint,
    optional: true,
  });
  const remove = tickField({
    name: "remove_comments",
    label: text.ban.remove,
    value: comment.status === "held" || comment.status === "published",
  });
  return form({
    content: [targets, term, reason, remove],
    action: text.ban.action,
    danger: true,
    cancel: close,
    async send() {
      if (targets.value().length === 0) throw objection("targets", text.ban.chooseOne);
      const days = term.value();
      const words = reason.value().trim();
      const { bans } = await banWriter(comment.id, {
        targets: targets.value(),
        ...(days === null ? {} : { days }),
        ...(words ? { reason: words } : {}),
        ...(remove.value() ? { remove_comments: true } : {}),
      });
      close();
      if (remove.value()) tell({ statuses: new Map([[comment.id, "removed"]]) });
      notice(text.ban.done(bans.length));
      refreshSession();
    },
  }).element;
}
