// What the parts of one thread have of each other; write.js is given the same.
import type { Page, Sort } from "../types";
import type { Comments } from "./comments";
import type { Context } from "./context";
import type { Head } from "./head";
import type { Join } from "./join";
import type { List } from "./list";
import type { Mine } from "./mine";

/** What of the thread is shown at the moment. */
export interface Standing {
  page: Page;
  sort: Sort;
  next: string | null;
  /** Inline comments alone are listed. */
  inlineOnly: boolean;
}

export interface Parts {
  readonly context: Context;
  readonly comments: Comments;
  readonly list: List;
  readonly mine: Mine;
  readonly head: Head;
  readonly join: Join;
  readonly now: Standing;
  /** Shows what follows from the comments having changed; `by` is how many more the page has now. */
  changed(by: number): void;
  /** One line above the comments that stays. */
  tell(words: string): void;
}
