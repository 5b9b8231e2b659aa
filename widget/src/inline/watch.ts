// The article that a selector names: whenever it comes, changes, or is replaced by another.

/** A page that changes all the time is read again so many milliseconds after the first change. */
const SETTLE_MS = 100;
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

  function look() {
    isWaiting = false;
    if (life.aborted) return;
    const found = document.querySelector<HTMLElement>(selector);
    if (found === article && !isTouched) return;
    article = found;
    isTouched = false;
    read(article);
  }

  const observer = new MutationObserver((records) => {
    isTouched ||= records.some(
      ({ target, attributeName }) => !NAMES.includes(attributeName ?? "") && article?.contains(target),
    );
    if (!isWaiting) setTimeout(look, SETTLE_MS);
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
