// Every call the console makes, one function each.
import { Problem, request } from "../http";
import type {
  Account,
  AdminComment,
  Algorithm,
  Ban,
  BanPlan,
  CommentDetail,
  CommentList,
  Decided,
  Entry,
  Mail,
  MailChoice,
  MailList,
  PageRow,
  Session,
  SiteDetail,
  SiteRole,
  SiteSettings,
  Verdict,
} from "./types";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Asks for the password again and comes back when somebody is signed in; see session.ts. */
let signedInAgain: () => Promise<void> = () => Promise.reject(new Problem("sign_in_required"));
export const whenSessionIsOver = (ask: () => Promise<void>): void => {
  signedInAgain = ask;
};

/** Whether nobody is signed in any more, before the call or by the time of what it asked for. Nothing was done then. */
export const isSignedOut = (error: unknown): boolean =>
  error instanceof Problem && (error.code === "sign_in_required" || error.code === "session_over");

const bare = <T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> =>
  request<T>(`/api/v1/admin/${path}`, { method, body, signal, cookie: true });

async function call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  try {
    return await bare<T>(method, path, body, signal);
  } catch (error) {
    if (!isSignedOut(error)) throw error;
    await signedInAgain();
    return bare<T>(method, path, body, signal);
  }
}

type Query = Record<string, string | number | boolean | null | undefined>;

function get<T>(path: string, query: Query, signal?: AbortSignal): Promise<T> {
  const said = Object.entries(query).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const search = new URLSearchParams(said.map(([name, value]) => [name, String(value)]));
  return call<T>("GET", search.size > 0 ? `${path}?${search}` : path, undefined, signal);
}

const part = encodeURIComponent;

// Who is here. These go past the question for a password, since they are its answer.
export const fetchSession = () => bare<Session>("GET", "session");
export const fetchSetup = () => bare<{ needed: boolean }>("GET", "setup");
export const login = (email: string, password: string) => bare<Session>("POST", "login", { email, password });
export const logout = () => bare<null>("POST", "logout");
export const setUp = (person: { token: string; email: string; name: string; password: string }) =>
  bare<Session>("POST", "setup", person);

export type OwnChanges = Partial<Pick<Account, "name" | "label" | "website" | "mail">>;
export const changeOwnAccount = (changes: OwnChanges) => call<Account>("PATCH", "account", changes);
export const changeOwnPassword = (current: string, next: string) =>
  call<null>("PUT", "account/password", { current, new: next });

// Comments.
export const fetchComments = (query: Query, signal: AbortSignal) =>
  get<CommentList>("comments", query, signal);
export const fetchComment = (id: string, signal?: AbortSignal) =>
  get<CommentDetail>(`comments/${part(id)}`, {}, signal);
/** Instead of the words that were read: others are refused. */
export const editComment = ({ id, version }: AdminComment, body: string) =>
  call<AdminComment>("PATCH", `comments/${part(id)}`, { body, version });
export const replyTo = (id: string, body: string) =>
  call<AdminComment>("POST", `comments/${part(id)}/reply`, { body });
export const pinComment = (id: string, pinned: boolean) =>
  call<AdminComment>("PUT", `comments/${part(id)}/pin`, { pinned });
export const banWriter = (id: string, plan: BanPlan) =>
  call<{ bans: Ban[] }>("POST", `comments/${part(id)}/ban`, plan);
/** About the words that were read: others are answered as edited. */
export const decide = (comments: readonly AdminComment[], status: Verdict) =>
  call<Decided>("POST", "decisions", {
    comments: comments.map(({ id }) => id),
    versions: Object.fromEntries(comments.map(({ id, version }) => [id, version])),
    status,
  });
export const undoDecision = (decision: string) => call<Decided>("POST", `decisions/${part(decision)}/undo`);

// Bans.
export interface NewBan {
  site: string | null;
  kind: "email" | "website";
  value: string;
  days?: number;
  reason?: string;
}
export const fetchBans = (query: Query, signal: AbortSignal) => get<{ bans: Ban[] }>("bans", query, signal);
export const addBan = (ban: NewBan) => call<Ban>("POST", "bans", ban);
export const liftBan = (id: string) => call<null>("DELETE", `bans/${part(id)}`);

// Pages.
export const fetchPages = (query: Query, signal: AbortSignal) =>
  get<{ pages: PageRow[]; next: string | null }>("pages", query, signal);
export type PageChanges = { key?: string; title?: string; url?: string; locked?: boolean };
export const changePage = (id: string, changes: PageChanges) =>
  call<PageRow>("PATCH", `pages/${part(id)}`, changes);
export const mergePage = (id: string, into: string) =>
  call<PageRow>("POST", `pages/${part(id)}/merge`, { into });

// Sites.
export const fetchSites = (signal: AbortSignal) => get<{ sites: SiteDetail[] }>("sites", {}, signal);
export const addSite = (site: { key: string; name: string; origins: string[] }) =>
  call<SiteDetail>("POST", "sites", site);
export interface SiteChanges {
  name?: string;
  origins?: string[];
  settings?: Partial<SiteSettings>;
}
export const changeSite = (key: string, changes: SiteChanges) =>
  call<SiteDetail>("PATCH", `sites/${part(key)}`, changes);
export const removeSite = (key: string, withComments: boolean) =>
  call<null>("DELETE", `sites/${part(key)}${withComments ? "?with_comments=true" : ""}`);
export const changeSso = (key: string, algorithm: Algorithm, publicKey?: string) =>
  call<{ algorithm: Algorithm; since: string; secret?: string }>("PUT", `sites/${part(key)}/sso`, {
    algorithm,
    ...(publicKey === undefined ? {} : { public_key: publicKey }),
  });
export const removeSso = (key: string) => call<null>("DELETE", `sites/${part(key)}/sso`);

// Accounts.
export interface AccountFields {
  name: string;
  label?: string | null;
  mail?: MailChoice;
  owner: boolean;
  roles: { site: string; role: SiteRole }[];
}
export const fetchAccounts = (signal: AbortSignal) => get<{ accounts: Account[] }>("accounts", {}, signal);
export const addAccount = (account: AccountFields & { email: string; password: string }) =>
  call<Account>("POST", "accounts", account);
export const changeAccount = (id: string, changes: AccountFields) =>
  call<Account>("PATCH", `accounts/${part(id)}`, changes);
export const setPassword = (id: string, password: string) =>
  call<null>("PUT", `accounts/${part(id)}/password`, { password });
export const removeAccount = (id: string) => call<null>("DELETE", `accounts/${part(id)}`);

// The outbox.
export const fetchMails = (query: Query, signal: AbortSignal) => get<MailList>("mail", query, signal);
export const retryMail = (id: string) => call<Mail>("POST", `mail/${part(id)}/retry`);
export const discardMail = (id: string) => call<null>("DELETE", `mail/${part(id)}`);

// The log.
export const fetchAudit = (query: Query, signal: AbortSignal) =>
  get<{ entries: Entry[]; next: string | null }>("audit", query, signal);
