// The forms that are open in a thread: the one at its top, and those that answer or change a comment.
import type { CommentView } from "../thread/comment-view";
import type { CommentAnchor } from "../types";
import { type Composer, composer } from "./composer";
import type { Desk } from "./desk";
import { draftSlots } from "./drafts";
import { newShell } from "./form";
import { nameOf, problemText, ROOT_SLOT } from "./lent";
import { post, save } from "./posting";

/** A line to write on that stands in the article, about a passage of it. */
export interface PassagePlan {
  anchor: CommentAnchor;
  label: string;
  placeholder: string;
  /** Names its draft. */
  slot: string;
  /** The comment is on its way. */
  sent(): void;
  left(): void;
}

export interface Forms {
  reply(view: CommentView): void;
  onPassage(plan: PassagePlan): Composer;
  /** `version` is that of the words in `source`, where it is known. */
  edit(view: CommentView, source: string, version?: string): void;
  /** Forms that were left with words in them stand open again, as soon as what they belong to is here. */
  restoreDrafts(): void;
  refresh(): void;
}

const EDIT = "edit-";

export function forms(desk: Desk): Forms {
  const { context, comments, list, mine } = desk;
  const { text } = context.language;
  /** By the slot of their draft: a comment's id for a reply to it, "edit-" before it for changing it. */
  const open = new Map<string, Composer>();
  const plans = new Map<string, PassagePlan>();

  open.set(
    ROOT_SLOT,
    composer(desk, {
      label: text.yourComment,
      action: text.post,
      slot: ROOT_SLOT,
      at: desk.join,
      send: (message) => post(desk, null, message),
    }),
  );

  function reply(view: CommentView): Composer | undefined {
    const slot = view.comment.id;
    const name = nameOf(context, view.comment);
    const there = open.get(slot);
    if (there) {
      if (there.hasWords()) there.focus();
      else there.leave();
      return;
    }
    const made = composer(desk, {
      label: text.yourReply(name),
      placeholder: text.replyTo(name),
      action: text.post,
      slot,
      send: (message) => post(desk, view.comment, message),
      left(sent) {
        made.element.remove();
        open.delete(slot);
        if (!sent) view.article.querySelector<HTMLElement>(".reply")?.focus();
      },
    });
    view.article.after(made.element);
    open.set(slot, made);
    return made;
  }

  function onPassage(plan: PassagePlan): Composer {
    const { slot, label, placeholder } = plan;
    const words = { label, placeholder };
    // Passages that read alike share a draft, but what is sent is about the one that was opened last.
    plans.set(slot, plan);
    const latest = () => plans.get(slot) ?? plan;
    const there = open.get(slot);
    if (there) return there;
    const made = composer(desk, {
      ...words,
      action: text.post,
      slot,
      at: { ...newShell(words), takeOver() {} },
      send(message) {
        const { anchor, sent } = latest();
        const done = post(desk, null, message, anchor);
        // Whoever has gone on to another passage meanwhile hears of it in the thread.
        done.catch((reason) => {
          if (!made.element.isConnected) desk.tell(problemText(context.language, reason));
        });
        sent();
        return done;
      },
      left: () => latest().left(),
    });
    open.set(slot, made);
    return made;
  }

  function edit(view: CommentView, source: string, version?: string): Composer {
    const { id } = view.comment;
    const slot = EDIT + id;
    const made = composer(desk, {
      label: text.yourEdit,
      action: text.save,
      slot,
      source,
      send: (message) => save(desk, view.comment, message, version),
      left() {
        open.delete(slot);
        view.update(comments.get(id) ?? view.comment);
        view.article.focus();
      },
    });
    view.showInstead(made.element);
    open.set(slot, made);
    return made;
  }

  function restoreDrafts() {
    for (const slot of draftSlots(context.scope, context.page)) {
      const view = list.views.get(slot.replace(EDIT, ""));
      if (!view || view.comment.deleted || open.has(slot)) continue;
      const own = mine.own.get(view.comment.id);
      if (!slot.startsWith(EDIT)) reply(view);
      else if (own) edit(view, own.body);
    }
  }

  return {
    reply: (view) => reply(view)?.focus(),
    onPassage,
    edit: (view, source, version) => edit(view, source, version).focus(),
    restoreDrafts,
    refresh() {
      for (const form of open.values()) form.refresh();
    },
  };
}
