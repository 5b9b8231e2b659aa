// A refusal in the reader's words, with the moment to try again where the server named one.
import { Problem } from "./http";
import type { CountText, Language } from "./text/languages";
import { ahead } from "./time";

type Words = Pick<CountText, "tryAgain"> & { problems: Record<string, string> };

export function problemText({ text, locale }: Language<Words>, error: unknown): string {
  const { code, retryAfter, fields } = error instanceof Problem ? error : new Problem("internal");
  const reason = text.problems[code] ?? text.problems.internal ?? code;
  const details = fields.map(({ message }) => ` ${message}`).join("");
  return reason + details + (retryAfter > 0 ? text.tryAgain(ahead(locale, retryAfter)) : "");
}
