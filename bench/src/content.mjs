// What is said in every contender's thread: 100 comments, 20 roots r, each r <- a <- b <- c and r <- d, about 180 characters each.

import { readFileSync } from "node:fs";
import path from "node:path";

const VOCABULARY = readFileSync(path.join(import.meta.dirname, "..", "words.txt"), "utf8")
  .trim()
  .split("\n");
const WORDS_IN_A_COMMENT = 26;

/** A sentence without sense, always the same for the same number. @param {number} number */
function sentence(number) {
  let state = number + 1;
  const word = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return VOCABULARY[(state >>> 8) % VOCABULARY.length];
  };
  return Array.from({ length: WORDS_IN_A_COMMENT }, word).join(" ");
}

/** Sentences to draw from. */
export const SENTENCES = Array.from({ length: 2_000 }, (_, number) => sentence(number));

/**
 * @param {string} number what makes these words differ from all others
 * @param {string} text
 */
export function words(number, text) {
  return `Comment **${number}**: ${text}, see [this](https://example.org/${number}) and \`that\`.`;
}

export const ROOTS = 20;
const COMMENTS = 100;
export const THREAD_PAGE = "/small";

/**
 * Posts the thread through a contender's own API.
 * @template Id
 * @param {(comment: {number: string, text: string, parent?: Id, root?: Id}) => Promise<Id>} post
 * @param {number} [thread] other threads say other things: the same words with a link twice are taken for spam
 * @returns {Promise<string[]>} the ids of its comments
 */
export async function seedThread(post, thread = 0) {
  let next = thread * COMMENTS;
  const text = () => sentence(next++);
  /** @type {Id[]} */
  const ids = [];
  for (let n = 1; n <= ROOTS; n++) {
    const root = await post({ number: `${n}`, text: text() });
    const a = await post({ number: `${n}a`, text: text(), parent: root, root });
    const b = await post({ number: `${n}b`, text: text(), parent: a, root });
    const c = await post({ number: `${n}c`, text: text(), parent: b, root });
    const d = await post({ number: `${n}d`, text: text(), parent: root, root });
    ids.push(root, a, b, c, d);
  }
  return ids.map(String);
}
