// How much more may be written, told once it is near.
import type { WriteContext } from "./desk";
import { h, setAttribute, uniqueId } from "./lent";

const WARN_BELOW = 200;

export interface Counter {
  readonly element: HTMLElement;
  /** How many characters there are too many. */
  over(): number;
  refresh(): void;
}

export function counter({ language, rules }: WriteContext, field: HTMLTextAreaElement): Counter {
  const { text } = language;
  const element = h("p", { class: "counter", id: uniqueId(), hidden: true });
  field.setAttribute("aria-describedby", element.id);

  const over = () => Array.from(field.value).length - rules.max_length;

  function refresh() {
    const left = -over();
    element.hidden = left >= WARN_BELOW;
    element.textContent = left < 0 ? text.over(-left) : text.left(left);
    setAttribute(field, "aria-invalid", left < 0 && "true");
  }

  return { element, over, refresh };
}
