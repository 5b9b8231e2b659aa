// The article that a selector names: whenever it comes, changes, or is replaced by another.

/** A page is read again so many milliseconds after a change; one that changes all the time ever later, as there may be a clock in it. */
const SETTLE_MS = 100;
const MOST_MS = 3200;
/** So long after it was last read for a change of its own it counts as calm again. */
const CALM_MS = 10_000;
/** By these an article may come to be the one that is named; they say nothing of its words. */
const NAMES = ["class", "id"];
const ATTRIBUTES = ["hidden", "aria-hidden", "data-rejoinder-ask", "data-rejoinder-id", ...NAMES];

/** `read` is told at once, and after every change; with null where there is no such article. */
export function watchArticle(
  selector: string,
  life: AbortSignal,
  read: (article: HTMLElement | null) => void,
): void {
  if (life.aborted) return;
  let article: HTMLElement | null = null;
  let isTouched = true;
  let isWaiting = false;
  let pause = SETTLE_MS;
  let lastRead = 0;

  function look() {
    isWaiting = false;
    if (life.aborted) return;
    const found = document.querySelector<HTMLElement>(selector);
    if (found === article && !isTouched) return;
    article = found;
    slowDown();
    isTouched = false;
    read(article);
  }

  function slowDown() {
    pause = Math.min(2 * pause, MOST_MS);
    lastRead = performance.now();
  }

  function lookSoon() {
    if (performance.now() - lastRead > CALM_MS) pause = SETTLE_MS;
    setTimeout(look, pause);
  }

  const observer = new MutationObserver((records) => {
    isTouched ||= records.some(
      ({ target, attributeName }) => !NAMES.includes(attributeName ?? "") && article?.contains(target),
    );
    if (!isWaiting) lookSoon();
    isWaiting = true;
  });
  observer.observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ATTRIBUTES,
  });
  life.addEventListener("abort", () => observer.disconnect(), { once: true });
  look();
}

export function isSelector(words: string): boolean {
  try {
    document.querySelector(words);
    return true;
  } catch {
    return false;
  }
}
