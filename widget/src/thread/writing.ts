// The part of a thread that comes with write.js: asked for when it is wanted, once.

import { writeScript } from "../own-script";
import { problemText } from "../problem-text";
import type { Writing } from "../write";
import type { Parts } from "./parts";

export interface LazyWriting {
  /** Null until it is here. */
  readonly here: Writing | null;
  come(): Promise<Writing>;
  /** Fetches it for the form at the top, which says so if that fails. */
  fetch(): void;
}

export function lazyWriting(parts: () => Parts): LazyWriting {
  let coming: Promise<Writing> | null = null;

  async function begin(): Promise<Writing> {
    const { context } = parts();
    const { startWriting } = await writeScript(context.scope.server);
    made.here = startWriting(parts());
    return made.here;
  }

  const made = {
    here: null as Writing | null,
    come() {
      coming ??= begin().catch((reason) => {
        coming = null;
        throw reason;
      });
      return coming;
    },
    fetch() {
      made.come().catch((reason) => {
        const { context, join } = parts();
        join.fail(problemText(context.language, reason));
      });
    },
  };
  return made;
}
