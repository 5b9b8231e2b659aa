// What the writer of a comment wants to be told of by mail: "Notify of" at the top of the thread, a bell on a reply.
import { rememberedWish, rememberWish } from "./author";
import type { Wish } from "./calls";
import type { WriteContext } from "./desk";
import { button, h, icon, setAttribute, uniqueId } from "./lent";

export interface Notify {
  readonly element: HTMLElement;
  value(): Wish | null;
  remember(): void;
  /** Another form may have learned what is wanted. */
  refresh(): void;
}

/** `chosen` is told with `goOn` where the reader is done with choosing, and what follows may take the focus. */
export function notify(context: WriteContext, isReply: boolean, chosen: (goOn: boolean) => void): Notify {
  const { scope } = context;
  let touched = false;
  const control = (isReply ? bell : select)(context, (goOn) => {
    touched = true;
    chosen(goOn);
  });
  return {
    element: control.element,
    value: control.value,
    remember() {
      touched = false;
      rememberWish(scope, control.value());
    },
    refresh() {
      if (!touched) control.set(rememberedWish(scope));
    },
  };
}

interface Control {
  element: HTMLElement;
  value(): Wish | null;
  set(wish: Wish | null): void;
}

function select({ language }: WriteContext, chosen: (goOn: boolean) => void): Control {
  const { text } = language;
  // With the arrow keys every choice on the way is one: who uses them goes on by themselves.
  let pointed = false;
  const box = h("select", {
    id: uniqueId(),
    name: "notify",
    pointerdown: () => {
      pointed = true;
    },
    keydown: () => {
      pointed = false;
    },
    change: () => chosen(pointed),
  });
  for (const [value, words] of Object.entries(text.notifyOf)) box.append(h("option", { value }, words));
  return {
    element: h("div", { class: "notify" }, h("label", { for: box.id }, text.notify), box),
    value: () => (box.value === "replies" || box.value === "page" ? box.value : null),
    set(wish) {
      box.value = wish ?? "none";
    },
  };
}

/** Of the replies to this one. Who wants to hear of the whole page is not asked to want less. */
function bell({ language }: WriteContext, chosen: (goOn: boolean) => void): Control {
  let before: Wish | null = null;
  let wish: Wish | null = null;
  const toggle = button([icon("bell"), language.text.tellOfReplies], press, { class: "action notify" });

  function press() {
    set(wish ? null : (before ?? "replies"));
    chosen(wish !== null);
  }

  function set(now: Wish | null) {
    before = now ?? wish;
    wish = now;
    setAttribute(toggle, "aria-pressed", String(wish !== null));
  }

  return { element: toggle, value: () => wish, set };
}
