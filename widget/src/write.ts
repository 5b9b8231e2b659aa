// write.js: what a reader needs who acts. Loaded by embed.js when the time has come; see own-script.ts.
import { writingLanguage } from "./text/languages";
import type { RowParts, Tools } from "./thread/comment-row";
import type { CommentView } from "./thread/comment-view";
import type { Parts } from "./thread/parts";
import { copyTool } from "./write/copy-tool";
import { decisions } from "./write/decisions";
import type { Desk } from "./write/desk";
import { pageBell, replyBell } from "./write/following";
import { forms } from "./write/forms";
import { identify } from "./write/identity";
import { styleSheet } from "./write/lent";
import { lock, moderatorTools } from "./write/moderator-tools";
import { ownTools } from "./write/own-tools";
import { type Popover, type PopoverHost, popover } from "./write/popover";
import popoverCss from "./write/popover.css";
import { signInDialog } from "./write/sign-in";
import { standing } from "./write/standing";
import css from "./write/write.css";

declare const VERSION: string;

/** Must be that of embed.js: what belongs together was built together. */
export const version = VERSION;

/** What a thread may ask of this script. */
export interface Writing {
  reply(view: CommentView): void;
  /** What is said about passages of the article, to stand in another shadow root of ours. */
  popover(host: PopoverHost): Popover;
  tools(view: CommentView, row: RowParts): Tools;
  standing(view: CommentView): HTMLElement | null;
  signIn(from: HTMLElement): void;
  /** "Follow by mail", and no more of it. */
  follow(): void;
  identify(): Promise<boolean>;
  restoreDrafts(): void;
  /** Somebody else may be reading, or may do other things now. */
  refresh(): void;
}

const sheet = styleSheet(css + popoverCss);

export function startWriting(parts: Parts): Writing {
  const { context, head, join } = parts;
  const desk: Desk = {
    ...parts,
    context: { ...context, language: writingLanguage(context.language) },
    signIn: (from) => signInDialog(desk, from),
    toConfirm: new Set(),
  };
  dress(head.element.getRootNode());
  const open = forms(desk);
  const decided = decisions(desk);
  const locking = lock(desk);
  const bell = pageBell(desk);
  head.heading.after(locking.element);
  open.restoreDrafts();
  // Once it is known in whose name.
  if (join.pressed) void identify(desk).then(join.pressed);

  function tools(view: CommentView, row: RowParts): Tools {
    const all: Tools[] = [copyTool(desk, view, row)];
    if (desk.context.rules.mail) all.push(replyBell(desk, view, row));
    if (desk.mine.own.has(view.comment.id)) all.push(ownTools(desk, open, view, row));
    if (desk.mine.me?.may_moderate)
      all.push(moderatorTools({ desk, forms: open, decisions: decided }, view, row));
    return {
      buttons: all.flatMap(({ buttons }) => buttons),
      refresh() {
        for (const some of all) some.refresh();
      },
    };
  }

  return {
    reply: open.reply,
    popover(host) {
      dress(host.above.getRootNode());
      return popover(desk, open, decided, host);
    },
    tools,
    standing: (view) => standing(desk, decided, view),
    signIn: desk.signIn,
    follow: bell.ring,
    identify: () => identify(desk),
    restoreDrafts: open.restoreDrafts,
    refresh() {
      open.refresh();
      locking.refresh();
      bell.refresh();
      open.restoreDrafts();
    },
  };
}

/** The looks of what comes with this script, in the thread's own root. */
function dress(root: Node): void {
  if (root instanceof ShadowRoot && !root.adoptedStyleSheets.includes(sheet))
    root.adoptedStyleSheets.push(sheet);
}
