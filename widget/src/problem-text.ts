// A refusal in the reader's words, with the moment to try again where the server named one.
import { Problem } from "./http";
import type { CountText, Language } from "./text/languages";
import { ahead } from "./time";

type Words = Pick<CountText, "tryAgain"> & { problems: Record<string, string> };

export function problemText({ text, locale }: Language<Words>, error: unknown): string {
  const { code, retryAfter, fields, detail } = error instanceof Problem ? error : new Problem("internal");
  const reason = text.problems[code] ?? text.problems.internal ?? code;
  // The server's own words only where ours leave something open, or it would be said twice.
  const isOpen = code === "invalid_request" || !(code in text.problems);
  const details = isOpen ? fields.map(({ message }) => message) : [code === "banned" && detail];
  const said = [reason, ...details].filter(Boolean).join(" ");
  return said + (retryAfter > 0 ? text.tryAgain(ahead(locale, retryAfter)) : "");
}
