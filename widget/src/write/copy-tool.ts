// A comment's own address, to pass on.
import type { RowParts, Tools } from "../thread/comment-row";
import type { CommentView } from "../thread/comment-view";
import type { Desk } from "./desk";
import { button, permalink } from "./lent";

export function copyTool({ context }: Desk, view: CommentView, { problem }: RowParts): Tools {
  const { text } = context.language;
  const copy = button(text.copyLink, copyLink, { class: "action" });

  async function copyLink() {
    const link = permalink(view.comment.id);
    try {
      await navigator.clipboard.writeText(link);
      copy.textContent = text.copied;
      context.say(text.copied);
    } catch {
      location.href = link;
      problem.show(text.notCopied);
    }
  }

  return { buttons: [copy], refresh() {} };
}
