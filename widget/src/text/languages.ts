// Which catalogue speaks. A new language is one file like en.ts and its name in the two lists here.
import { localeFor } from "../time";
import * as en from "./en";

const COUNTING: Record<string, typeof en.counting> = { en: en.counting };
const THREAD: Record<string, typeof en.thread> = { en: en.thread };

export type CountText = typeof en.counting;
type Problems = { problems: Record<string, string> };
/** Everything a thread says: its own words and those it shares with count.js. */
export type ThreadText = Omit<CountText & typeof en.thread, "problems"> & Problems;

export interface Language<Text> {
  readonly text: Text;
  /** How the reader writes dates and numbers in that language. */
  readonly locale: string;
}

const languageOf = (tag: string): string => tag.split("-", 1)[0]?.toLowerCase() ?? "";

export function countLanguage(tag: string): Language<CountText> {
  const text = COUNTING[languageOf(tag)];
  return { text: text ?? en.counting, locale: localeFor(text ? languageOf(tag) : "en") };
}

export function threadLanguage(tag: string): Language<ThreadText> {
  const { text, locale } = countLanguage(tag);
  const own = THREAD[languageOf(tag)] ?? en.thread;
  return { text: { ...text, ...own, problems: { ...text.problems, ...own.problems } }, locale };
}
