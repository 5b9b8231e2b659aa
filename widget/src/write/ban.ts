// Keeping the writer of a comment away: known by what, for how long, and why.
import type { CommentView } from "../thread/comment-view";
import { type Ban, banWriter } from "./calls";
import type { Decisions } from "./decisions";
import type { Desk } from "./desk";
import { ask } from "./dialog";
import { h, nameOf, uniqueId } from "./lent";

const TARGETS = ["author", "network", "email", "website"] as const;
/** A network is many people: it is banned on purpose only. */
const PRESET: readonly string[] = ["author"];
const TERMS = [
  ["day", 1],
  ["week", 7],
  ["month", 30],
  ["ever", null],
] as const;

export function banDialog(desk: Desk, decisions: Decisions, view: CommentView, from: HTMLElement): void {
  const { scope, language, say } = desk.context;
  const { text } = language;
  const { id } = view.comment;
  const name = nameOf(desk.context, view.comment);
  const targets = TARGETS.map((target) => check(text.banTargets[target], target, PRESET.includes(target)));
  const term = h("select", { id: uniqueId(), name: "term" });
  for (const [word, days] of TERMS) term.append(h("option", { value: days ?? "" }, text.banTerms[word]));
  term.value = "7";
  const reason = h("input", {
    id: uniqueId(),
    name: "reason",
    dir: "auto",
    maxlength: 500,
    autocomplete: "off",
  });
  const removes = check(text.banRemoves, "remove", true);

  function ban(): Ban {
    const chosen = targets.filter(({ box }) => box.checked).map(({ box }) => box.name);
    const why = reason.value.trim();
    return {
      targets: chosen,
      ...(term.value ? { days: Number(term.value) } : {}),
      ...(why ? { reason: why } : {}),
      ...(removes.box.checked ? { remove_comments: true } : {}),
    };
  }

  ask(desk, from, {
    title: text.banTitle(name),
    fields: [
      h(
        "fieldset",
        {},
        h("legend", {}, text.banBy),
        h("div", { class: "checks" }, ...targets.map(({ label }) => label)),
      ),
      h("label", { for: term.id }, text.banFor),
      term,
      h("label", { for: reason.id }, `${text.banReason} (${text.optional})`),
      reason,
      removes.label,
    ],
    action: text.banAction,
    answer: () => banWriter(scope, id, ban()),
    answered() {
      if (removes.box.checked) decisions.wasRemoved(id);
      say(text.banned(name));
    },
  });
}

interface Check {
  label: HTMLLabelElement;
  box: HTMLInputElement;
}

function check(words: string, name: string, checked: boolean): Check {
  const box = h("input", { type: "checkbox", name, checked });
  return { box, label: h("label", { class: "check" }, box, h("span", {}, words)) };
}
