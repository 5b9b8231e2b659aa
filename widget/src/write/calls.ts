// The calls of the HTTP contract that only those make who act, one function each.
import type { Scope } from "../storage";
import type { Author, AuthorFields, Comment, CommentAnchor, Page, PageReference, Status } from "../types";
import type { Minted, Session } from "../visitor";
import { address, asMyself, asVisitor, commentPath, request } from "./lent";

type Method = "POST" | "PUT" | "PATCH" | "DELETE";

const call = <T>(scope: Scope, method: Method, path: string, body?: unknown): Promise<T> =>
  asMyself(scope, (token) => request(address(scope, path), { method, body, token }));

/** What one can be told of by mail: what stands below one comment, or all of a page. */
export type Wish = "replies" | "page";

export interface NewComment {
  page: PageReference;
  parent: string | null;
  body: string;
  author: AuthorFields;
  notify?: Wish;
  subject?: string;
  writing_seconds?: number;
  anchor?: CommentAnchor;
}

export const createComment = (scope: Scope, comment: NewComment): Promise<Comment> =>
  asVisitor(scope, (token) =>
    request(address(scope, "comments"), { method: "POST", body: { site: scope.site, ...comment }, token }),
  );

/** Refused where the words are no longer those of this version; any will do where none is known. */
export const editComment = (
  scope: Scope,
  id: string,
  body: string,
  version: string | undefined,
): Promise<Comment> => call(scope, "PATCH", commentPath(id), { body, version });

/** Answers the tombstone, or null where nothing is left of the comment. */
export const deleteComment = (scope: Scope, id: string): Promise<Comment | null> =>
  call(scope, "DELETE", commentPath(id));

export const fetchPreview = (scope: Scope, body: string, signal: AbortSignal): Promise<{ html: string }> =>
  request(address(scope, "preview"), { method: "POST", body: { site: scope.site, body }, signal });

export const fetchSource = (scope: Scope, id: string): Promise<{ body: string; version: string }> =>
  asMyself(scope, (token) => request(address(scope, commentPath(id, "/source")), { token }));

export const login = (scope: Scope, email: string, password: string): Promise<Session> =>
  request(address(scope, "login"), { method: "POST", body: { site: scope.site, email, password } });

export const logout = (scope: Scope): Promise<null> => call(scope, "POST", "logout");

export const exchangeUserToken = (scope: Scope, token: string): Promise<Session> =>
  request(address(scope, "sso"), { method: "POST", body: { site: scope.site, token } });

interface Followed {
  page: PageReference;
  scope: Wish;
  comment?: string;
}

/** With an address for who is not known by a proven one: then a mail asks whether it was meant. */
export const subscribe = (scope: Scope, followed: Followed, email?: string): Promise<unknown> => {
  const body = { site: scope.site, ...followed, ...(email === undefined ? {} : { email }) };
  if (email === undefined) return call(scope, "POST", "subscriptions", body);
  // As somebody, so that they are not told of what they write themselves.
  return asVisitor(scope, (token) =>
    request(address(scope, "subscriptions"), { method: "POST", body, token }),
  );
};

export const unsubscribe = (scope: Scope, { page, ...followed }: Followed): Promise<null> =>
  call(scope, "DELETE", "subscriptions", { site: scope.site, page: { key: page.key }, ...followed });

/** Sends a code to an address; it counts in this browser. */
export const askForCode = (scope: Scope, email: string): Promise<unknown> =>
  asVisitor(scope, (token) =>
    request(address(scope, "verifications"), { method: "POST", body: { site: scope.site, email }, token }),
  );

interface Proof {
  email: string;
  code: string;
  name?: string;
}

export const proveAddress = (scope: Scope, proof: Proof): Promise<Minted & { author: Author }> =>
  asVisitor(scope, (token) =>
    request(address(scope, "verifications"), { method: "PUT", body: { site: scope.site, ...proof }, token }),
  );

/** Refused where the words are no longer those of this version; any will do where none is known. */
export const setStatus = (
  scope: Scope,
  id: string,
  status: Status,
  version: string | undefined,
): Promise<Comment> => call(scope, "PUT", commentPath(id, "/status"), { status, version });

export const setPinned = (scope: Scope, id: string, pinned: boolean): Promise<Comment> =>
  call(scope, "PUT", commentPath(id, "/pin"), { pinned });

export const setLocked = (scope: Scope, page: PageReference, locked: boolean): Promise<Page> =>
  call(scope, "PUT", "pages/lock", { site: scope.site, page, locked });

export interface Ban {
  targets: string[];
  days?: number;
  reason?: string;
  remove_comments?: boolean;
}

export const banWriter = (scope: Scope, id: string, ban: Ban): Promise<unknown> =>
  call(scope, "POST", commentPath(id, "/ban"), ban);
