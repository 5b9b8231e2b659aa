// What authors do to a text, each edit with what becomes of the passage. Null where an edit has nothing to do.
import type { Span } from "../../../../widget/src/inline/anchor/anchor";
import { Draft } from "./draft";
import type { Random } from "./random";

export type Edit = (draft: Draft, random: Random) => Draft | null;

const vocabulary = (draft: Draft): string[] => draft.text.match(/\p{L}{3,}/gu) ?? [];

/** A sentence nobody wrote, in the words of the article. */
export function nonsense(draft: Draft, random: Random, length = random.between(6, 16)): string {
  const words = vocabulary(draft);
  return `${Array.from({ length }, () => random.of(words)).join(" ")}.`;
}

function misspelt(word: string, random: Random): string {
  const at = random.between(0, word.length - 2);
  const [before, one, two, after] = [word.slice(0, at), word[at]!, word[at + 1]!, word.slice(at + 2)];
  const slips = [before + one + after, before + one + one + two + after, `${before}${one}e${after}`];
  if (one !== two) slips.push(before + two + one + after);
  return random.of(slips);
}

/** One slip in every 60 characters or so. */
export const typos: Edit = (draft, random) => {
  const words = draft.wordsInside().filter(({ start, end }) => end - start >= 4);
  if (words.length === 0) return null;
  const wrong = random.shuffled(words).slice(0, 1 + Math.floor(draft.words.length / 60));
  return changed(draft, wrong, (word) => misspelt(word, random));
};

/** Changes some parts of the passage, never all of it into nothing. */
function changed(draft: Draft, parts: Span[], change: (words: string) => string): Draft {
  const { passage } = draft;
  const fromTheEnd = parts.sort((a, b) => b.start - a.start);
  let text = draft.text;
  for (const { start, end } of fromTheEnd) text = text.slice(0, start) + change(text.slice(start, end)) + text.slice(end);
  const growth = text.length - draft.text.length;
  return new Draft(text, passage && { start: passage.start, end: passage.end + growth });
}

/** Another word, and none that could be the same misspelt. */
const other = (word: string, draft: Draft, random: Random): string => {
  const initial = (words: string) => /\p{L}/u.exec(words)?.[0].toLowerCase();
  return random.of(vocabulary(draft).filter((candidate) => initial(candidate) !== initial(word)));
};

export const wordsReplaced: Edit = (draft, random) => {
  const words = draft.wordsInside();
  if (words.length < 5) return null;
  const some = random.shuffled(words).slice(0, Math.max(1, Math.floor(words.length / 6)));
  return changed(draft, some, (word) => other(word, draft, random));
};

export const wordsInserted: Edit = (draft, random) => {
  const words = draft.wordsInside();
  if (words.length < 5) return null;
  const some = random.shuffled(words.slice(1)).slice(0, Math.max(1, Math.floor(words.length / 6)));
  return changed(draft, some, (word) => `${other(word, draft, random)} ${word}`);
};

export const wordsTakenOut: Edit = (draft, random) => {
  const words = draft.wordsInside();
  if (words.length < 6) return null;
  const some = random.shuffled(words.slice(1, -1)).slice(0, Math.max(1, Math.floor(words.length / 8)));
  return changed(
    draft,
    some.map(({ start, end }) => ({ start, end: end + 1 })),
    () => "",
  );
};

/** As a smarter editor does to a whole article at once. */
export const typography: Edit = (draft) => {
  const text = draft.text
    .replace(/"(?=\p{L})/gu, "“")
    .replaceAll('"', "”")
    .replaceAll("'", "’")
    .replaceAll(" - ", " – ");
  return text === draft.text ? null : new Draft(text, draft.passage);
};

export const sentenceMoved: Edit = (draft, random) => draft.move(draft.around(), random);
export const paragraphMoved: Edit = (draft, random) => draft.move(draft.around(2), random);

export const insertedAtStart: Edit = (draft, random) => {
  const sentences = Array.from({ length: random.between(1, 3) }, () => nonsense(draft, random));
  return draft.insert(0, `${sentences.join(" ")} `);
};

export const insertedBefore: Edit = (draft, random) => draft.insert(draft.around().start, `${nonsense(draft, random)} `);
export const insertedAfter: Edit = (draft, random) => draft.insert(draft.around().end, ` ${nonsense(draft, random)}`);

/** The sentence before or the one after is another now. */
export const neighbourRewritten: Edit = (draft, random) => {
  const { start, end } = draft.around();
  const neighbours = draft.sentences().filter((one) => one.end === start - 1 || one.start === end + 1);
  return neighbours.length === 0 ? null : draft.replace(random.of(neighbours), nonsense(draft, random));
};

export const neighboursRewritten: Edit = (draft, random) => {
  const before = draft.around().start;
  const neighbour = draft.sentences().find(({ end }) => end === before - 1);
  const half = neighbour ? draft.replace(neighbour, nonsense(draft, random)) : draft;
  const after = half.around().end;
  const next = half.sentences().find(({ start }) => start === after + 1);
  return next ? half.replace(next, nonsense(draft, random)) : half;
};

export const threeEdits: Edit = (draft, random) => {
  const edits = [typos, wordsReplaced, wordsInserted, paragraphMoved, insertedAtStart, insertedBefore, neighbourRewritten];
  let edited = draft;
  for (const edit of random.shuffled(edits).slice(0, 3)) edited = edit(edited, random) ?? edited;
  return edited;
};

export const deleted: Edit = (draft) => draft.passage && draft.remove(draft.passage);
export const sentenceDeleted: Edit = (draft) => draft.remove(draft.around());
export const paragraphDeleted: Edit = (draft) => draft.remove(draft.around(2));

/** Other words for 60 to 100 of a hundred. */
export const rewritten: Edit = (draft, random) => {
  const words = draft.wordsInside();
  const some = random.shuffled(words).slice(0, Math.ceil(words.length * (0.6 + 0.4 * random.next())));
  const { text } = changed(draft, some, (word) => other(word, draft, random));
  return new Draft(text, null);
};

/** Other words for all of it. */
export const replaced: Edit = (draft, random) => {
  const { text } = changed(draft, draft.wordsInside(), (word) => other(word, draft, random));
  return new Draft(text, null);
};

/** Writes words somewhere else in the article: as they are, or in a sentence where they are none. */
function writtenElsewhere(draft: Draft, words: string, random: Random): Draft | null {
  const { start, end } = draft.passage ?? { start: 0, end: 0 };
  const places = draft.sentences().filter((one) => one.start < start - 150 || one.start > end + 150);
  if (places.length === 0) return null;
  const isSentence = /[.!?]["“”]?$/.test(words);
  const frame = nonsense(draft, random, 4).slice(0, -1);
  const around = isSentence ? words : `${frame} ${words} ${nonsense(draft, random, 4)}`;
  return draft.insert(random.of(places).start, `${around} `);
}

export const sameElsewhere: Edit = (draft, random) => writtenElsewhere(draft, draft.words, random);

/** The same but for a word or two. */
export const likeElsewhere: Edit = (draft, random) => {
  const words = draft.words.split(" ");
  if (words.length < 5) return null;
  const places = random.shuffled([...words.keys()].slice(0, -1)).slice(0, random.between(1, 2));
  for (const at of places) words[at] = other(words[at]!, draft, random);
  return writtenElsewhere(draft, words.join(" "), random);
};

/** One after the other; null where one of them has nothing to do. */
export const all =
  (...edits: Edit[]): Edit =>
  (draft, random) =>
    edits.reduce<Draft | null>((edited, edit) => edited && edit(edited, random), draft);
