// The shapes of the administration's answers, as the HTTP contract states them.
import type { Author } from "../types";

export type Status = "published" | "held" | "spam" | "removed" | "deleted";
/** What a person can decide about a comment; "deleted" is its writer's own doing. */
export type Verdict = Exclude<Status, "deleted">;
export type Role = "owner" | "moderator" | "author";
export type SiteRole = Exclude<Role, "owner">;

export interface RoleAt {
  site: string;
  role: SiteRole;
}

/** Of which comments an account is told by mail. */
export type MailChoice = "each" | "daily" | "waiting" | "none";

export interface Account {
  id: string;
  email: string;
  name: string;
  label: string | null;
  website: string | null;
  owner: boolean;
  roles: RoleAt[];
  created_at: string;
  last_seen_at: string | null;
  has_password: boolean;
  mail: MailChoice;
}

export interface SessionSite {
  key: string;
  name: string;
  role: Role;
  may_moderate: boolean;
  held: number;
}

export interface Session {
  account: Account;
  sites: SessionSite[];
  may: { administer: boolean; mail: boolean };
  expires_at: string;
}

export interface Badge {
  role: Role | "member";
  label?: string;
}

export interface Reason {
  code: string;
  detail?: string | number | null;
}

export interface PageReference {
  id: string;
  key: string;
  url: string | null;
  title: string | null;
}

export interface AdminComment {
  id: string;
  site: string;
  page: PageReference;
  parent: { id: string; name: string | null; excerpt: string } | null;
  /** Of the page's text, that it answers. */
  passage: string | null;
  author: Omit<Author, "badge" | "name" | "website"> & {
    name?: string | null;
    email?: string | null;
    website?: string | null;
    badge?: Badge;
  };
  actor: string | null;
  kind: "visitor" | "member" | "account";
  html: string;
  body: string;
  status: Status;
  reasons: Reason[];
  created_at: string;
  edited_at?: string | null;
  /** Of its words. */
  version: string;
  votes: { up: number; down: number; score: number };
  reply_count: number;
  links: number;
  pinned: boolean;
  new_person: boolean;
  permalink: string | null;
}

export interface CommentList {
  comments: AdminComment[];
  next: string | null;
  held: number;
}

export interface Person {
  comments: number;
  published: number;
  held: number;
  spam: number;
  removed: number;
  first_at: string | null;
  others: AdminComment[];
}

export type BanTarget = "author" | "network" | "email" | "website";

export interface Ban {
  id: string;
  site: string | null;
  kind: "actor" | "network" | "email" | "website";
  value: string | null;
  name: string | null;
  reason: string | null;
  created_at: string;
  until: string | null;
  by: string;
}

export interface Entry {
  id: string;
  at: string;
  by: string | null;
  site: string | null;
  action: string;
  comment: string | null;
  page: string | null;
  detail: Record<string, unknown> | null;
}

export interface CommentDetail {
  comment: AdminComment;
  person: Person;
  bans: Ban[];
  history: Entry[];
  ban_targets: BanTarget[];
}

export interface Decided {
  decision?: string | null;
  changed: { comment: string; before: Status; after: Status }[];
  unchanged: string[];
  /** Changed by their writers since they were read: nothing was decided about them. */
  edited: string[];
  gone: string[];
}

export interface PageRow {
  id: string;
  site: string;
  key: string;
  title: string | null;
  url: string | null;
  comments: number;
  held: number;
  points: { up: number; down: number; points: number };
  locked: boolean;
  closes_at: string | null;
  last_comment_at: string | null;
}

export interface SiteSettings {
  sort: "newest" | "oldest" | "top";
  edit_window_seconds: number;
  max_length: number;
  images: boolean;
  votes_per_network: number;
  hold: "none" | "newcomers" | "all";
  hold_links: number | null;
  hold_words: string[];
  close_after_days: number | null;
  time_zone: string;
}

export type Algorithm = "HS256" | "EdDSA" | "RS256" | "ES256";

export interface SiteDetail {
  key: string;
  name: string;
  origins: string[];
  comments: number;
  tag: string;
  settings: SiteSettings;
  sso: { algorithm: Algorithm; since: string } | null;
}

export type MailState = "waiting" | "sent" | "failed";

/** One mail of the outbox. */
export interface Mail {
  id: string;
  kind: "confirmation" | "code" | "comment" | "moderation" | "digest";
  to: string;
  /** Null where it is of several sites. */
  site: string | null;
  subject?: string | null;
  created_at: string;
  due_at?: string | null;
  ended_at?: string | null;
  attempts: number;
  state: MailState;
  /** What the mail server said to the last try. */
  answer?: string | null;
}

export interface MailList {
  mails: Mail[];
  counts: Record<MailState, number>;
  next: string | null;
}

export interface BanPlan {
  targets: BanTarget[];
  days?: number;
  reason?: string;
  remove_comments?: boolean;
}
