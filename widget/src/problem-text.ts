// A refusal in the reader's words, with the moment to try again where the server named one.
import { Problem } from "./http";
import type { CountText, Language } from "./text/languages";
import { ahead, secondsUntil } from "./time";

type Words = Pick<CountText, "tryAgain"> & { problems: Record<string, string> };

/** How long a ban lasts is said in the detail alone. */
const MOMENT = /\d{4}-\d\d-\d\dT\S+/;

const asSentence = (words: string): string =>
  ` ${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;

export function problemText({ text, locale }: Language<Words>, error: unknown): string {
  const { code, retryAfter, fields, detail } = error instanceof Problem ? error : new Problem("internal");
  const reason = text.problems[code] ?? text.problems.internal ?? code;
  // The server's own words only where ours leave something open, or it would be said twice.
  const isOpen = code === "invalid_request" || !(code in text.problems);
  const details = isOpen ? fields.map(({ message }) => asSentence(message)).join("") : "";
  const wait = retryAfter || secondsUntil(MOMENT.exec(detail)?.[0] ?? "");
  return reason + details + (wait > 0 ? text.tryAgain(ahead(locale, wait)) : "");
}
