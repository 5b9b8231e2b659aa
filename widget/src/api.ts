// The calls of the HTTP contract, one function each, so that count.js carries only those it uses.
import { request } from "./http";
import type { Scope } from "./storage";
import type {
  Count,
  PageReference,
  PermalinkAnswer,
  RepliesAnswer,
  ThreadAnswer,
  Viewer,
  VoteValue,
} from "./types";
import { asMyself, asVisitor } from "./visitor";

type Query = Record<string, string | null | undefined>;

export function address(scope: Scope, path: string, query: Query = {}): string {
  const url = new URL(`${scope.server}/api/v1/${path}`);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url.href;
}

export const commentPath = (id: string, rest = ""): string => `comments/${encodeURIComponent(id)}${rest}`;

interface ThreadQuery extends Query {
  page: string;
  sort: string | null;
  after?: string;
  /** All inline comments beside the list. */
  inline?: "true" | null;
  /** Only inline comments, and what answers them. */
  anchored?: "true" | null;
}

export const fetchThread = (scope: Scope, query: ThreadQuery, signal: AbortSignal): Promise<ThreadAnswer> =>
  request(address(scope, "thread", { site: scope.site, ...query }), { signal });

export const fetchComment = (scope: Scope, id: string, signal: AbortSignal): Promise<PermalinkAnswer> =>
  request(address(scope, commentPath(id)), { signal });

export const fetchReplies = (
  scope: Scope,
  id: string,
  after: string,
  signal: AbortSignal,
): Promise<RepliesAnswer> => request(address(scope, commentPath(id, "/replies"), { after }), { signal });

/** What is the reader's own here; asked only of a browser that holds a token. */
export const fetchViewer = (scope: Scope, page: string, signal: AbortSignal): Promise<Viewer> =>
  asMyself(scope, (token) =>
    request(address(scope, "viewer", { site: scope.site, page }), { token, signal }),
  );

export const fetchCounts = (scope: Scope, pages: string[]): Promise<{ counts: Count[] }> => {
  const url = new URL(address(scope, "counts", { site: scope.site }));
  for (const page of pages) url.searchParams.append("page", page);
  return request(url.href);
};

export const voteOnComment = (
  scope: Scope,
  id: string,
  value: VoteValue,
): Promise<{ score: number; mine: VoteValue }> =>
  asVisitor(scope, (token) =>
    request(address(scope, commentPath(id, "/vote")), { method: "PUT", body: { value }, token }),
  );

export const voteOnPage = (
  scope: Scope,
  page: PageReference,
  value: VoteValue,
): Promise<{ points: number; mine: VoteValue }> =>
  asVisitor(scope, (token) =>
    request(address(scope, "pages/vote"), { method: "PUT", body: { site: scope.site, page, value }, token }),
  );
