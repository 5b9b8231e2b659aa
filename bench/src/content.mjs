// What is said in every contender's thread: 100 comments, 20 roots r, each r <- a <- b <- c and r <- d, about 180 characters each.

/** @param {string | number} number what makes these words differ from all others */
export function words(number) {
  return (
    `Comment ${number} says **something** of a usual length, with a [link](https://example.org/${number}), a bit of \`code\` ` +
    'and enough words to fill the two or three lines that people write.'
  );
}

export const ROOTS = 20;
export const THREAD_PAGE = '/small';

/**
 * Posts the thread through a contender's own API.
 * @template Id
 * @param {(comment: {number: string, parent?: Id, root?: Id}) => Promise<Id>} post
 */
export async function seedThread(post) {
  for (let n = 1; n <= ROOTS; n++) {
    const root = await post({ number: `${n}` });
    const a = await post({ number: `${n}a`, parent: root, root });
    const b = await post({ number: `${n}b`, parent: a, root });
    await post({ number: `${n}c`, parent: b, root });
    await post({ number: `${n}d`, parent: root, root });
  }
}
