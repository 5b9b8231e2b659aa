// Who the reader said they are and what they want to be told of, remembered here and nowhere else, so that nobody is
// asked twice.
import type { Scope } from "../storage";
import type { AuthorFields } from "../types";
import type { Wish } from "./calls";
import { forget, keep, recall } from "./lent";

const NAME = "author";
const WISH = "notify";

export function rememberedAuthor(scope: Scope): AuthorFields {
  try {
    const kept: unknown = JSON.parse(recall(scope, NAME) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

export function rememberAuthor(scope: Scope, author: AuthorFields): void {
  if (Object.keys(author).length > 0) keep(scope, NAME, JSON.stringify(author));
  else forget(scope, NAME);
}

export function rememberedWish(scope: Scope): Wish | null {
  const kept = recall(scope, WISH);
  return kept === "replies" || kept === "page" ? kept : null;
}

export function rememberWish(scope: Scope, wish: Wish | null): void {
  if (wish) keep(scope, WISH, wish);
  else forget(scope, WISH);
}
