// What was typed here outlives a failure, a closed form and a reload; it goes when it was sent or given up.
import { forget, keep, recall, recallNames } from "../storage";

/** Not the name of any site, so that nothing of the widget's own drafts is touched. */
export const SCOPE = { server: location.origin, site: ":console" };

const PAUSE_MS = 400;

export interface Draft {
  text(): string | null;
  keep(words: string): void;
  drop(): void;
}

/** With whom wrote them goes what they began. */
export function forgetDrafts(): void {
  for (const name of recallNames(SCOPE, "draft ")) forget(SCOPE, `draft ${name}`);
}

export function draftFor(name: string): Draft {
  const key = `draft ${name}`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    text: () => recall(SCOPE, key),
    keep(words) {
      clearTimeout(timer);
      timer = setTimeout(() => keep(SCOPE, key, words), PAUSE_MS);
    },
    drop() {
      clearTimeout(timer);
      forget(SCOPE, key);
    },
  };
}
