// An index of a text: where some of its pieces stand. Made once for all the quotes that are looked for in it.

/** Short enough that a few edits leave some of a quote whole, and long enough that few stand in a text by chance. */
export const PIECE = 12;
/** Of so many pieces of the text one is in the index; of a quote all are looked up. */
const APART = 6;
/** So many units of the text are gone through in one step. */
const STEP = 256 * APART;

let indexed = "";
let index = new Map<string, number[]>();
let next = 0;

/** Makes the index of a text in steps; ends early where another text is indexed meanwhile. */
export function* indexing(text: string): Generator<void> {
  if (text !== indexed) {
    indexed = text;
    index = new Map();
    next = 0;
  }
  while (text === indexed && next + PIECE <= text.length) {
    const piece = text.slice(next, next + PIECE);
    const places = index.get(piece);
    if (places) places.push(next);
    else index.set(piece, [next]);
    // Before the pause: another may go on with it meanwhile.
    next += APART;
    if (next % STEP === 0) yield;
  }
}

export function piecesOf(text: string): ReadonlyMap<string, readonly number[]> {
  const steps = indexing(text);
  while (!steps.next().done);
  return index;
}
