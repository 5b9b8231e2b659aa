// An index of a text: where some of its pieces stand. Made once for all the quotes that are looked for in it.

/** Short enough that a few edits leave some of a quote whole, and long enough that few stand in a text by chance. */
export const PIECE = 12;
/** Of so many pieces of the text one is in the index; of a quote all are looked up. */
const APART = 6;

let indexed = "";
let index = new Map<string, number[]>();

export function piecesOf(text: string): ReadonlyMap<string, readonly number[]> {
  if (text === indexed) return index;
  indexed = text;
  index = new Map();
  for (let at = 0; at + PIECE <= text.length; at += APART) {
    const piece = text.slice(at, at + PIECE);
    const places = index.get(piece);
    if (places) places.push(at);
    else index.set(piece, [at]);
  }
  return index;
}
