// Writing in place: a reply, or the changed words of a comment.
import { h } from "../../dom";
import { draftFor } from "../drafts";
import { areaField } from "../parts/field";
import { form, objection } from "../parts/form";
import { text } from "../words";

interface WordsPlan {
  comment: string;
  slot: "reply" | "edit";
  label: string;
  action: string;
  source?: string;
  send(words: string): Promise<void>;
  left(): void;
}

export function wordsForm(plan: WordsPlan): HTMLElement {
  const draft = draftFor(`${plan.slot} ${plan.comment}`);
  const words = areaField({
    name: "body",
    label: plan.label,
    value: draft.text() ?? plan.source ?? "",
    rows: 4,
  });

  function leave() {
    draft.drop();
    plan.left();
  }

  const { element } = form({
    content: [words],
    action: plan.action,
    cancel: leave,
    async send() {
      const body = words.value().trim();
      if (!body) throw objection("body", text.comment.nothingWritten);
      await plan.send(body);
      leave();
    },
  });
  element.addEventListener("input", () => draft.keep(words.value()));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.requestSubmit();
    else if (event.key === "Escape") {
      // Escape puts it aside: what was written is there again when the form is.
      event.preventDefault();
      event.stopPropagation();
      plan.left();
    }
  });
  requestAnimationFrame(() => words.focus());
  return h("div", { class: "words-form" }, element);
}
