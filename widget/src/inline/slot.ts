// The name under which a draft about a passage is kept, and by which what is said about it belongs together.
import type { CommentAnchor } from "../types";

/** Names what is said about the same, also where its place is not known. */
export const slotOf = ({ question, prefix = "", exact }: CommentAnchor): string =>
  question ? `answer ${question}` : `on ${prefix.slice(-16)}|${exact.slice(0, 80)}`;
