// One comment with everything needed to decide about it.
import { h, setAttribute, uniqueId } from "../../dom";
import { serverHtml } from "../../html";
import { Problem } from "../../http";
import { editComment, fetchComment, pinComment, replyTo } from "../api";
import { decide, tell } from "../moderation";
import { notice } from "../notice";
import { addressOf } from "../router";
import type { AdminComment, Verdict } from "../types";
import { text, why } from "../words";
import { answered, byline, nameOf, passage, reasonsList, safeAddress, whereabouts } from "./about";
import { type Acts, actionRow } from "./actions";
import { openBanDialog } from "./ban-dialog";
import { wordsForm } from "./words-form";

export interface Card extends Acts {
  readonly element: HTMLElement;
  comment: AdminComment;
  update(comment: AdminComment): void;
}

interface CardPlan {
  /** The screen whose addresses lead to this and to other comments, and its filters. */
  list: string;
  query(): URLSearchParams;
  /** Decides in a row's stead, so that the list can move on. */
  decide?(verdict: Verdict): void;
}

export function card(start: AdminComment, plan: CardPlan): Card {
  const slot = h("div", { class: "slot" });
  const element = h("article", { class: "card", tabindex: -1 });
  /** As it stood when somebody began to change it. */
  let read = start;

  function update(comment: AdminComment) {
    self.comment = comment;
    const nameId = uniqueId();
    element.setAttribute("aria-labelledby", nameId);
    const focused = element.contains(document.activeElement) && document.activeElement !== element;
    const parts = [
      byline(comment, nameId, addressOf(plan.list, comment.id, plan.query())),
      contact(comment),
      answered(comment, plan.list, plan.query()),
      passage(comment),
      serverHtml(comment.html),
      comment.status === "published" ? null : reasonsList(comment.reasons),
      slot,
      actionRow(comment, self),
    ];
    // What is being written stays where it is: only what stands around it is made anew.
    if (slot.hasChildNodes() && slot.isConnected) around(slot, parts);
    else element.replaceChildren(...parts.filter((part) => part !== null));
    if (focused && !element.contains(document.activeElement)) element.focus({ preventScroll: true });
  }

  function around(kept: Node, parts: (Node | null)[]) {
    const others = parts.filter((part) => part !== null);
    const at = others.indexOf(kept);
    for (const old of [...element.childNodes]) if (old !== kept) old.remove();
    element.prepend(...others.slice(0, at));
    element.append(...others.slice(at + 1));
  }

  function write(kind: "reply" | "edit") {
    const { comment } = self;
    read = comment;
    const approves = kind === "reply" && comment.status === "held";
    slot.replaceChildren(
      wordsForm({
        comment: comment.id,
        slot: kind,
        label: kind === "edit" ? text.comment.yourEdit : text.comment.yourReply(nameOf(comment)),
        action: kind === "edit" ? text.save : approves ? text.comment.approveAndReply : text.comment.reply,
        ...(kind === "edit" ? { source: comment.body } : {}),
        send: kind === "edit" ? edit : reply,
        left() {
          const focused = slot.contains(document.activeElement);
          slot.replaceChildren();
          setAttribute(element, "data-writing", null);
          if (focused) element.focus({ preventScroll: true });
        },
      }),
    );
    element.setAttribute("data-writing", kind);
  }

  /** Where its writer has changed it meanwhile, the new words are shown; whoever saves again does so knowing them. */
  async function edit(words: string) {
    try {
      tell({ comment: await editComment(read, words) });
    } catch (error) {
      if (error instanceof Problem && error.code === "edited_meanwhile") {
        read = (await fetchComment(read.id)).comment;
        tell({ comment: read });
      }
      throw error;
    }
    notice(text.comment.edited_);
  }

  async function reply(words: string) {
    await replyTo(self.comment.id, words);
    const { comment } = self;
    tell({ comment: { ...comment, reply_count: comment.reply_count + 1 } });
    if (comment.status === "held") await decide([comment], "published");
    else notice(text.comment.replied);
  }

  async function pin() {
    try {
      const changed = await pinComment(self.comment.id, !self.comment.pinned);
      tell({ comment: changed });
      notice(changed.pinned ? text.comment.pinned_ : text.comment.unpinned);
    } catch (error) {
      notice(why(error));
    }
  }

  const self: Card = {
    element,
    comment: start,
    update,
    decide: (verdict) => (plan.decide ? plan.decide(verdict) : void decide([self.comment], verdict)),
    reply: () => write("reply"),
    edit: () => write("edit"),
    ban: () => openBanDialog(self.comment),
    pin: () => void pin(),
  };
  update(start);
  return self;
}

/** Where it was written and how its writer can be reached. */
function contact(comment: AdminComment): HTMLElement {
  const { email, website } = comment.author;
  const home = safeAddress(website);
  return h(
    "p",
    { class: "contact" },
    whereabouts(comment),
    email && h("bdi", {}, email),
    home && h("a", { href: home, target: "_blank", rel: "noopener noreferrer nofollow" }, new URL(home).host),
    comment.reply_count > 0 && h("span", {}, text.comment.replies(comment.reply_count)),
  );
}
