// Changing and deleting what one wrote, for as long as that is allowed.
import type { RowParts, Tools } from "../thread/comment-row";
import type { CommentView } from "../thread/comment-view";
import type { Desk } from "./desk";
import type { Forms } from "./forms";
import { button, h, problemText, secondsUntil } from "./lent";
import { deleteOwn } from "./posting";

export function ownTools(desk: Desk, forms: Forms, view: CommentView, parts: RowParts): Tools {
  const { context, mine } = desk;
  const { text } = context.language;
  const own = () => mine.own.get(view.comment.id);
  const edit = button("", () => forms.edit(view, own()?.body ?? ""), { class: "action" });
  const remove = button(text.delete, () => askFirst(desk, view, parts, remove), { class: "action" });

  function refresh() {
    const minutes = secondsUntil(own()?.until ?? "") / 60;
    edit.hidden = remove.hidden = !(minutes > 0);
    if (minutes > 0) edit.textContent = text.editFor(minutes);
  }

  refresh();
  return { buttons: [edit, remove], refresh };
}

/** The question stands in place of the row. */
function askFirst(desk: Desk, view: CommentView, { row, problem }: RowParts, from: HTMLElement): void {
  const { language } = desk.context;
  const { text } = language;
  const keep = button(text.keepIt, restore, { class: "action" });
  const question = h(
    "div",
    { class: "row", role: "group", "aria-label": text.deleteQuestion, keydown: keepByEscape },
    h("span", { class: "plaintext" }, text.deleteQuestion),
    button(text.delete, deleteIt, { class: "action strong" }),
    keep,
  );
  row.replaceWith(question);
  keep.focus();

  function restore() {
    question.replaceWith(row);
    from.focus();
  }

  function keepByEscape(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    restore();
  }

  async function deleteIt() {
    try {
      await deleteOwn(desk, view.comment);
    } catch (reason) {
      restore();
      problem.show(problemText(language, reason));
    }
  }
}
