// What is the reader's own on this page: who they are, their votes, what may still be changed, and what waits.
import { fetchViewer } from "../api";
import { Problem } from "../http";
import type { Comment, Me, Viewer, VoteValue } from "../types";
import { currentSession, storedToken } from "../visitor";
import type { Context } from "./context";

interface Own {
  until: string;
  body: string;
}

export interface Mine {
  readonly votes: Map<string, VoteValue>;
  /** What may still be changed. */
  readonly own: Map<string, Own>;
  me: Me | null;
  /** The server's last answer; null before. */
  viewer: Viewer | null;
  /** Held comments: one's own, or for a moderator all of the page. */
  readonly waiting: Map<string, Comment>;
  isMine(id: string): boolean;
  wrote(comment: Comment, body: string): void;
  /**
   * What the server knows, or null. Asked only with a token: a mere reader costs the server one request.
   * That somebody is no longer signed in is the one failure worth telling.
   */
  load(): Promise<Viewer | null>;
  /** Somebody else reads now. */
  forget(): void;
}

export function mineOn({ scope, page, life }: Context): Mine {
  const votes = new Map<string, VoteValue>();
  const own = new Map<string, Own>();
  const waiting = new Map<string, Comment>();
  const written = new Set<string>();

  function learn(viewer: Viewer) {
    addUnknown(
      votes,
      viewer.votes.map(({ comment, value }) => [comment, value]),
    );
    addUnknown(
      own,
      viewer.editable.map(({ comment, ...rest }) => [comment, rest]),
    );
    mine.viewer = viewer;
    mine.me = viewer.account ?? null;
    for (const comment of viewer.pending ?? []) waiting.set(comment.id, comment);
  }

  const mine: Mine = {
    votes,
    own,
    me: currentSession(scope)?.account ?? null,
    viewer: null,
    waiting,
    isMine: (id) => own.has(id) || written.has(id) || (waiting.has(id) && !mine.me?.may_moderate),
    wrote(comment, body) {
      written.add(comment.id);
      const until = comment.editable_until ?? own.get(comment.id)?.until;
      if (until) own.set(comment.id, { until, body });
    },
    async load() {
      const token = storedToken(scope);
      if (!token) return null;
      try {
        const viewer = await fetchViewer(scope, page, life);
        // Somebody signed in or out while the answer was on its way: it is about somebody else.
        if (storedToken(scope) !== token) return null;
        learn(viewer);
        return viewer;
      } catch (reason) {
        if (reason instanceof Problem && reason.code === "session_over") throw reason;
        return null;
      }
    },
    forget() {
      for (const known of [votes, own, waiting, written]) known.clear();
      mine.viewer = null;
      mine.me = currentSession(scope)?.account ?? null;
    },
  };
  return mine;
}

/** What was done since the question was sent is newer than the answer. */
function addUnknown<T>(known: Map<string, T>, answered: [string, T][]): void {
  for (const [id, value] of answered) if (!known.has(id)) known.set(id, value);
}
