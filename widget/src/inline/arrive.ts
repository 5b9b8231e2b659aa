// The way to a passage from the thread below.

/** To a third of the window, opened where it is folded away. */
export function scrollTo(range: Range): void {
  const element = range.startContainer.parentElement;
  for (let at = element?.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
  element?.scrollIntoView({ block: "nearest", behavior: "instant" });
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const top = range.getBoundingClientRect().top - innerHeight / 3;
  window.scrollBy({ top, behavior: isStill ? "instant" : "smooth" });
}
