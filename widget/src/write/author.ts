// Who the reader said they are, remembered here and nowhere else, so that nobody is asked twice.
import type { Scope } from "../storage";
import type { AuthorFields } from "../types";
import { forget, keep, recall } from "./lent";

const NAME = "author";

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
