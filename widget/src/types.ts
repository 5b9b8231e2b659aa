// The shapes of the server's answers, as the HTTP contract states them.

export type Sort = "newest" | "oldest" | "top";
export type VoteValue = -1 | 0 | 1;

export interface Author {
  name?: string;
  website?: string;
  avatar: string;
  badge?: string;
}

/** Where a branch was cut short: how many replies are left, and the last one shown. */
export interface More {
  count: number;
  after: string;
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
  deleted?: true;
  editable_until?: string;
}

export interface Page {
  key: string;
  url: string | null;
  title: string | null;
  comments: number;
  points: { up: number; down: number; points: number };
  locked: boolean;
}

export interface SiteRules {
  name: string;
  max_length: number;
  edit_window: number;
  images: boolean;
}

export interface ThreadAnswer {
  page: Page;
  site: SiteRules;
  sort: Sort;
  comments: Comment[];
  next: string | null;
}

export interface PermalinkAnswer {
  page: Page;
  comments: Comment[];
}

export interface RepliesAnswer {
  comments: Comment[];
  more: More | null;
}

export interface Viewer {
  visitor: boolean;
  page_vote: VoteValue;
  votes: { comment: string; value: VoteValue }[];
  editable: { comment: string; until: string; body: string }[];
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
