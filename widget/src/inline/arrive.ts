// The way to a passage from the thread below.
import type { Underlines } from "./underlines";

const TINT_MS = 2000;

export interface Arrival {
  /** The words that are talked about, until others are. */
  tint(range: Range | null): void;
  /** Brings words into view, tinted for a moment. */
  goTo(range: Range): void;
}

export function arrival(lines: Underlines, life: AbortSignal): Arrival {
  let fading: ReturnType<typeof setTimeout> | undefined;

  function tint(range: Range | null) {
    clearTimeout(fading);
    if (!life.aborted) lines.tint(range);
  }

  return {
    tint,
    goTo(range) {
      scrollTo(range);
      tint(range);
      fading = setTimeout(tint, TINT_MS, null);
    },
  };
}

/** To a third of the window, opened where it is folded away. */
function scrollTo(range: Range): void {
  const element = range.startContainer.parentElement;
  for (let at = element?.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
  element?.scrollIntoView({ block: "nearest", behavior: "instant" });
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = range.getBoundingClientRect().top - innerHeight / 3;
  window.scrollBy({ top, behavior: isStill ? "instant" : "smooth" });
}
