// Being told by mail without writing: the bells of a page and its comments, for those whose address is known and for others.
import type { RowParts, Tools } from "../thread/comment-row";
import type { CommentView } from "../thread/comment-view";
import { rememberedAuthor } from "./author";
import { subscribe, unsubscribe, type Wish } from "./calls";
import type { Desk } from "./desk";
import { ask } from "./dialog";
import { button, h, icon, Problem, problemText, setAttribute, uniqueId } from "./lent";

/** Whether the server knows an address of who reads, so that none has to be typed. */
export const isReachable = ({ mine }: Desk): boolean => mine.viewer?.email_verified === true;

interface Bell {
  /** Null for the whole page. */
  comment: string | null;
  element: HTMLElement;
  title: string;
  /** What is said where mail comes from now on, and where it comes no more. */
  on: string;
  off: string;
  /** A mail asks whether it was meant. */
  asked(): void;
  refused(reason: unknown): void;
}

const scopeOf = (comment: string | null): Wish => (comment === null ? "page" : "replies");

function follows({ mine }: Desk, comment: string | null): boolean {
  const followed = mine.viewer?.subscriptions;
  if (!followed) return false;
  return comment === null ? followed.page : followed.comments.includes(comment);
}

/** What the server will say when it is asked again. */
export function noteFollowed({ mine }: Desk, comment: string | null, on: boolean): void {
  const followed = mine.viewer?.subscriptions;
  if (!followed) return;
  if (comment === null) followed.page = on;
  else followed.comments = [...followed.comments.filter((id) => id !== comment), ...(on ? [comment] : [])];
}

/** Pressed or not for those who are known; for others it leads to a question. */
function show(desk: Desk, { comment, element }: Bell): void {
  const known = isReachable(desk);
  setAttribute(element, "aria-pressed", known && String(follows(desk, comment)));
  setAttribute(element, "aria-haspopup", !known && "dialog");
}

async function ring(desk: Desk, bell: Bell): Promise<void> {
  if (!isReachable(desk)) return askForAddress(desk, bell);
  const { context } = desk;
  const on = !follows(desk, bell.comment);
  try {
    await (on ? subscribe : unsubscribe)(context.scope, followed(desk, bell));
    noteFollowed(desk, bell.comment, on);
    show(desk, bell);
    context.say(on ? bell.on : bell.off);
  } catch (reason) {
    bell.refused(reason);
  }
}

const followed = ({ context }: Desk, { comment }: Bell) => ({
  page: context.pageReference(),
  scope: scopeOf(comment),
  ...(comment === null ? {} : { comment }),
});

function askForAddress(desk: Desk, bell: Bell): void {
  const { scope, language, say } = desk.context;
  const { text } = language;
  const email = emailField(rememberedAuthor(scope).email);
  ask(desk, bell.element, {
    title: bell.title,
    fields: [
      h("p", { class: "small muted plaintext" }, text.followNote),
      h("label", { for: email.id }, text.email),
      email,
    ],
    action: text.followAction,
    answer: () => subscribe(scope, followed(desk, bell), addressIn(email)),
    answered() {
      bell.asked();
      say(text.checkMail);
    },
  });
  email.focus();
}

export const emailField = (known = ""): HTMLInputElement => {
  const field = h("input", {
    id: uniqueId(),
    name: "email",
    type: "email",
    autocomplete: "email",
    dir: "auto",
    maxlength: 254,
  });
  field.value = known;
  return field;
};

/** What was typed; nothing is refused here as the server would. */
export function addressIn({ value }: HTMLInputElement): string {
  if (!value.trim()) throw new Problem("address_missing");
  return value.trim();
}

export interface PageBell {
  ring(): void;
  refresh(): void;
}

/** "Follow by mail" in the head. */
export function pageBell(desk: Desk): PageBell {
  const { language } = desk.context;
  const { text } = language;
  const bell: Bell = {
    comment: null,
    element: desk.head.follow,
    title: text.follow,
    on: text.following,
    off: text.notFollowing,
    asked: () => desk.tell(text.checkMail),
    refused: (reason) => desk.tell(problemText(language, reason)),
  };
  const refresh = () => show(desk, bell);
  refresh();
  return { ring: () => void ring(desk, bell), refresh };
}

/** "Tell me of replies" behind "More" of a comment. */
export function replyBell(desk: Desk, view: CommentView, { row, problem }: RowParts): Tools {
  const { language } = desk.context;
  const { text } = language;
  const element = button([icon("bell"), text.tellOfReplies], () => void ring(desk, bell), {
    class: "action",
  });
  const note = h("p", { class: "muted small plaintext" }, text.checkMail);
  const bell: Bell = {
    comment: view.comment.id,
    element,
    title: text.tellOfReplies,
    on: text.toldOfReplies,
    off: text.notToldOfReplies,
    asked: () => row.after(note),
    refused: (reason) => problem.show(problemText(language, reason)),
  };
  show(desk, bell);
  return { buttons: [element], refresh: () => show(desk, bell) };
}
