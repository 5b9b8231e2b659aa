// What inline.js is given of a thread.
import type { Parts } from "../thread/parts";
import type { Comment } from "../types";
import type { Writing } from "../write";

export interface InlineParts extends Parts {
  readonly selector: string;
  /** The inline comments that came with the thread. */
  readonly first: readonly Comment[];
  write(): Promise<Writing>;
  mayWrite(): boolean;
  /** The thread lists all there is, and comes into view. */
  viewAll(): void;
  goTo(id: string, event: Event): void;
}
