// What is the reader's own on this page: votes, and what may still be changed.
import { fetchViewer } from "../api";
import type { Comment, VoteValue } from "../types";
import { dropToken, isTokenRefusal, storedToken } from "../visitor";
import type { Context } from "./context";

interface Own {
  until: string;
  body: string;
}

export interface Mine {
  readonly votes: Map<string, VoteValue>;
  readonly own: Map<string, Own>;
  wrote(comment: Comment, body: string): void;
  /** What the server knows, or null. Asked only with a token: a mere reader costs the server one request. */
  load(): Promise<{ pageVote: VoteValue } | null>;
}

export function mineOn({ scope, page, life }: Context): Mine {
  const votes = new Map<string, VoteValue>();
  const own = new Map<string, Own>();
  return {
    votes,
    own,
    wrote(comment, body) {
      const until = comment.editable_until ?? own.get(comment.id)?.until;
      if (until) own.set(comment.id, { until, body });
    },
    async load() {
      if (!storedToken(scope)) return null;
      try {
        const viewer = await fetchViewer(scope, page, life);
        addUnknown(
          votes,
          viewer.votes.map(({ comment, value }) => [comment, value]),
        );
        addUnknown(
          own,
          viewer.editable.map(({ comment, ...rest }) => [comment, rest]),
        );
        return { pageVote: viewer.page_vote };
      } catch (reason) {
        if (isTokenRefusal(reason)) dropToken(scope);
        return null;
      }
    },
  };
}

/** What was done since the question was sent is newer than the answer. */
function addUnknown<T>(known: Map<string, T>, answered: [string, T][]): void {
  for (const [id, value] of answered) if (!known.has(id)) known.set(id, value);
}
