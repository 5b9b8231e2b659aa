// What all parts of one thread on a page have in common.
import type { Scope } from "../storage";
import type { Language, ThreadText } from "../text/languages";
import type { Times } from "../time";
import type { Comment, PageReference, SiteRules } from "../types";

export interface Context {
  readonly scope: Scope;
  readonly page: string;
  /** Address and title are read when they are sent: a single-page app may have changed them since. */
  pageReference(): PageReference;
  readonly language: Language<ThreadText>;
  readonly times: Times;
  /** Ends with the element's time on the page; everything that waits or listens hangs on it. */
  readonly life: AbortSignal;
  say(words: string): void;
  /** How the site says who its member is; read when it is needed, as the site may change it. */
  userToken(): string | null;
  rules: SiteRules;
}

export const nameOf = (context: Context, comment: Comment | undefined): string =>
  comment?.author.name || context.language.text.anonymous;
