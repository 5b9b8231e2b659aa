// The catalogue that speaks, and times and refusals in its language. English is the only one so far.
import { Problem } from "../http";
import { problemText } from "../problem-text";
import { localeFor, timesIn } from "../time";
import { en } from "./text/en";

export const text = en;
export const locale = localeFor("en");
export const times = timesIn(locale);
export const dayOf = times.day;

/** Why something failed; what the catalogue does not know the server says itself. */
export function why(error: unknown): string {
  if (error instanceof Problem && !text.problems[error.code] && error.detail) return error.detail;
  return problemText({ name: "en", text, locale }, error);
}

/** The same, where the fields already carry their own messages. */
export const whyWithoutFields = (error: unknown): string =>
  why(error instanceof Problem ? new Problem(error.code, error.retryAfter, [], error.detail) : error);
