// The calls of the HTTP contract, one function each, so that count.js carries only those it uses.
import { request } from "./http";
import type { Scope } from "./storage";
import type {
  AuthorFields,
  Comment,
  Count,
  PageReference,
  PermalinkAnswer,
  RepliesAnswer,
  ThreadAnswer,
  Viewer,
  VoteValue,
} from "./types";
import { asVisitor, storedToken } from "./visitor";

type Query = Record<string, string | null | undefined>;

function address(scope: Scope, path: string, query: Query = {}): string {
  const url = new URL(`${scope.server}/api/v1/${path}`);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  return url.href;
}

const commentPath = (id: string, rest = ""): string => `comments/${encodeURIComponent(id)}${rest}`;

export const fetchThread = (
  scope: Scope,
  query: { page: string; sort: string | null; after?: string },
  signal: AbortSignal,
): Promise<ThreadAnswer> => request(address(scope, "thread", { site: scope.site, ...query }), { signal });

export const fetchComment = (scope: Scope, id: string, signal: AbortSignal): Promise<PermalinkAnswer> =>
  request(address(scope, commentPath(id)), { signal });

export const fetchReplies = (
  scope: Scope,
  id: string,
  after: string,
  signal: AbortSignal,
): Promise<RepliesAnswer> => request(address(scope, commentPath(id, "/replies"), { after }), { signal });

export const fetchPreview = (scope: Scope, body: string, signal: AbortSignal): Promise<{ html: string }> =>
  request(address(scope, "preview"), { method: "POST", body: { site: scope.site, body }, signal });

/** What is the reader's own here; asked only of a browser that holds a token. */
export const fetchViewer = (scope: Scope, page: string, signal: AbortSignal): Promise<Viewer> =>
  request(address(scope, "viewer", { site: scope.site, page }), { token: storedToken(scope), signal });

export const fetchCounts = (scope: Scope, pages: string[]): Promise<{ counts: Count[] }> => {
  const url = new URL(address(scope, "counts", { site: scope.site }));
  for (const page of pages) url.searchParams.append("page", page);
  return request(url.href);
};

export const createComment = (
  scope: Scope,
  comment: { page: PageReference; parent: string | null; body: string; author: AuthorFields },
): Promise<Comment> =>
  asVisitor(scope, (token) =>
    request(address(scope, "comments"), { method: "POST", body: { site: scope.site, ...comment }, token }),
  );

export const editComment = (scope: Scope, id: string, body: string): Promise<Comment> =>
  request(address(scope, commentPath(id)), { method: "PATCH", body: { body }, token: storedToken(scope) });

/** Answers the tombstone, or null where nothing is left of the comment. */
export const deleteComment = (scope: Scope, id: string): Promise<Comment | null> =>
  request(address(scope, commentPath(id)), { method: "DELETE", token: storedToken(scope) });

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
