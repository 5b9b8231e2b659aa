// The shapes of the server's answers, as the HTTP contract states them.
import type { Anchor } from "./inline/anchor/anchor";

export type Sort = "newest" | "oldest" | "top";
export type VoteValue = -1 | 0 | 1;

export type Role = "owner" | "moderator" | "author" | "member";
export type Status = "published" | "held" | "spam" | "removed";

export interface Badge {
  role: Role;
  label?: string;
}

export interface Author {
  name?: string;
  website?: string;
  avatar: string;
  badge?: Badge;
}

/** Who is signed in here: an account of the server, or a member the site itself has signed in. */
export interface Me extends Author {
  name: string;
  role: Role;
  may_moderate: boolean;
  kind: "account" | "member";
}

/** Where a branch was cut short: how many replies are left, and the last one shown. */
export interface More {
  count: number;
  after: string;
}

/** Of an inline comment: its passage, or the author's question that it answers. */
export interface CommentAnchor extends Anchor {
  question?: string;
}

export interface Comment {
  id: string;
  parent: string | null;
  root: string;
  depth: number;
  author: Author;
  html: string;
  created_at: string;
  edited_at?: string;
  votes: { up: number; down: number; score: number };
  reply_count: number;
  more?: More;
  anchor?: CommentAnchor;
  deleted?: true;
  pinned?: true;
  /** Only where it is not published, and only for its writer and for moderators. */
  status?: Exclude<Status, "published">;
  /** Of its words; only for moderators. */
  version?: string;
  editable_until?: string;
}

export interface Page {
  key: string;
  url: string | null;
  title: string | null;
  comments: number;
  points: { up: number; down: number; points: number };
  locked: boolean;
  /** When it closed or will close. */
  closes_at?: string | null;
}

export interface SiteRules {
  name: string;
  max_length: number;
  edit_window: number;
  images: boolean;
  /** Whether one can be told by mail. */
  mail: boolean;
}

export interface ThreadAnswer {
  page: Page;
  site: SiteRules;
  sort: Sort;
  comments: Comment[];
  next: string | null;
  /** The newest inline comments, where they were asked for. */
  inline?: Comment[];
}

export interface PermalinkAnswer {
  page: Page;
  comments: Comment[];
}

export interface RepliesAnswer {
  comments: Comment[];
  more: More | null;
}

/** Somebody without an account who has proven a mail address. */
export interface Reader {
  name?: string;
  email: true;
}

export interface Viewer {
  visitor: boolean;
  page_vote: VoteValue;
  votes: { comment: string; value: VoteValue }[];
  editable: { comment: string; until: string; body: string }[];
  account?: Me;
  reader?: Reader | null;
  /** Whether mail can be asked for without typing an address. */
  email_verified?: boolean;
  /** What one is told of by mail, of this page. */
  subscriptions?: { page: boolean; comments: string[] };
  /** What waits for approval: one's own, or for a moderator all of the page, newest first. */
  pending?: Comment[];
}

export interface Count {
  page: string;
  comments: number;
  points: number;
}

export interface PageReference {
  key: string;
  url?: string;
  title?: string;
}

export interface AuthorFields {
  name?: string;
  email?: string;
  website?: string;
}

export interface FieldProblem {
  field: string;
  message: string;
}
