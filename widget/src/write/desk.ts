// What all of write.js has in common in one thread: the thread's own parts, with the words of those who act.
import type { Language, WritingText } from "../text/languages";
import type { Context } from "../thread/context";
import type { Parts } from "../thread/parts";

export interface WriteContext extends Omit<Context, "language"> {
  readonly language: Language<WritingText>;
}

export interface Desk extends Omit<Parts, "context"> {
  readonly context: WriteContext;
  /** Opens the dialog to sign in; the focus comes back to where it was. */
  signIn(from: HTMLElement): void;
  /** Comments whose writers asked for mail by an address that may still have to be confirmed. */
  readonly toConfirm: Set<string>;
}

/** After a comment has left, the focus goes on to what stood below it. */
export function focusAfter({ list, head }: Desk, id: string, order: readonly string[]): void {
  const next = order.slice(order.indexOf(id) + 1).find((one) => list.views.has(one));
  const view = next === undefined ? undefined : list.views.get(next);
  (view?.article ?? head.heading).focus();
}
