// Which catalogue speaks. A new language is one file like en.ts and its name in the four lists here.
import { localeFor } from "../time";
import * as en from "./en";

const COUNTING: Record<string, typeof en.counting> = { en: en.counting };
const THREAD: Record<string, typeof en.thread> = { en: en.thread };
const WRITING: Record<string, typeof en.writing> = { en: en.writing };
const INLINE: Record<string, typeof en.inline> = { en: en.inline };

export type CountText = typeof en.counting;
type Problems = { problems: Record<string, string> };
/** Everything a thread says: its own words and those it shares with count.js. */
export type ThreadText = Omit<CountText & typeof en.thread, "problems"> & Problems;

/** And with it what is said only to those who act. */
export type WritingText = ThreadText & Omit<typeof en.writing, "problems">;

/** What is said in an article. */
export type InlineText = ThreadText & typeof en.inline;

export interface Language<Text> {
  /** The catalogue's own name. */
  readonly name: string;
  readonly text: Text;
  /** How the reader writes dates and numbers in that language. */
  readonly locale: string;
}

const languageOf = (tag: string): string => tag.split("-", 1)[0]?.toLowerCase() ?? "";

export function countLanguage(tag: string): Language<CountText> {
  const text = COUNTING[languageOf(tag)];
  const name = text ? languageOf(tag) : "en";
  return { name, text: text ?? en.counting, locale: localeFor(name) };
}

export function threadLanguage(tag: string): Language<ThreadText> {
  const { text, ...rest } = countLanguage(tag);
  const own = THREAD[rest.name] ?? en.thread;
  return { ...rest, text: { ...text, ...own, problems: { ...text.problems, ...own.problems } } };
}

export function writingLanguage({ text, ...rest }: Language<ThreadText>): Language<WritingText> {
  const own = WRITING[rest.name] ?? en.writing;
  return { ...rest, text: { ...text, ...own, problems: { ...text.problems, ...own.problems } } };
}

export const inlineLanguage = ({ text, ...rest }: Language<ThreadText>): Language<InlineText> => ({
  ...rest,
  text: { ...text, ...(INLINE[rest.name] ?? en.inline) },
});
