// Votes, and a mixture like a busy day, on pages with a thread each: the same for every contender.

/** @typedef {import('./load.mjs').Kind} Kind */

/** @type {Record<string, (kinds: {read: Kind, vote: Kind, newComment: Kind}) => Kind[]>} */
export const DAYS = {
  votes: ({ vote }) => [vote],
  "90% reads, 8% votes, 2% new comments": ({ read, vote, newComment }) => [
    { ...read, share: 90 },
    { ...vote, share: 8 },
    { ...newComment, share: 2 },
  ],
};

/** Nobody else writes to them, so that their threads begin with 100 comments. */
export const PAGES = Array.from({ length: 20 }, (_, n) => `/busy-${n + 1}`);

/**
 * @param {(page: string, thread: number) => Promise<string[]>} seed posts a thread and gives the ids of its comments
 * @returns {Promise<{page: string[], comment: string[]}>} lists for a mixture
 */
export async function seedPages(seed) {
  /** @type {string[]} */
  const comment = [];
  for (const [index, page] of PAGES.entries()) comment.push(...(await seed(page, index + 1)));
  return { page: PAGES, comment };
}

/** Where a thread is read, for a mixture with a list `page`. @param {(page: string) => string} readPath */
export const anyPage = (readPath) => readPath("PAGE").replace("PAGE", "{page}");
