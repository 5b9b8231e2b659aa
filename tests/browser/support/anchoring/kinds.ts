// The kinds of cases: what the article was made to look like before the passage was chosen, and what was done to it then.
import { REFRAIN } from "./articles";
import type { Draft } from "./draft";
import * as edits from "./edits";
import type { Random } from "./random";

export interface Kind {
  readonly name: string;
  readonly before?: edits.Edit;
  readonly edit: edits.Edit;
  /** Only for passages that the article has fifty times. */
  readonly refrain?: boolean;
  /** The largest share of passages that may be missed, a little above what is. Of those that are gone none can be. */
  readonly misses: readonly [prose: number, repetitive: number];
}

const { all } = edits;

export const kinds: readonly Kind[] = [
  { name: "nothing", edit: (draft) => draft, misses: [0, 0] },
  { name: "typos", edit: edits.typos, misses: [0.06, 0.2] },
  { name: "typography", edit: edits.typography, misses: [0, 0] },
  { name: "words replaced", edit: edits.wordsReplaced, misses: [0.12, 0.25] },
  { name: "words inserted", edit: edits.wordsInserted, misses: [0.12, 0.25] },
  { name: "words taken out", edit: edits.wordsTakenOut, misses: [0.1, 0.25] },
  { name: "sentence moved", edit: edits.sentenceMoved, misses: [0.03, 0.5] },
  { name: "paragraph moved", edit: edits.paragraphMoved, misses: [0.01, 0.05] },
  { name: "inserted at the start", edit: edits.insertedAtStart, misses: [0, 0] },
  { name: "inserted before", edit: edits.insertedBefore, misses: [0.01, 0.42] },
  { name: "inserted after", edit: edits.insertedAfter, misses: [0.01, 0.32] },
  { name: "inserted on both sides", edit: all(edits.insertedBefore, edits.insertedAfter), misses: [0.03, 0.6] },
  { name: "neighbour rewritten", edit: edits.neighbourRewritten, misses: [0.01, 0.4] },
  { name: "neighbours rewritten", edit: edits.neighboursRewritten, misses: [0.03, 0.55] },
  { name: "typos, neighbour rewritten", edit: all(edits.typos, edits.neighbourRewritten), misses: [0.15, 0.52] },
  { name: "three edits", edit: edits.threeEdits, misses: [0.3, 0.5] },
  { name: "typos, its like was elsewhere", before: edits.likeElsewhere, edit: edits.typos, misses: [0.05, 0.2] },
  { name: "typos, the same was elsewhere", before: edits.sameElsewhere, edit: edits.typos, misses: [0.15, 0.2] },
  { name: "typos, the same came elsewhere", edit: all(edits.typos, edits.sameElsewhere), misses: [0.06, 0.2] },
  { name: "deleted", edit: edits.deleted, misses: [0, 0] },
  { name: "deleted with its sentence", edit: edits.sentenceDeleted, misses: [0, 0] },
  { name: "deleted with its paragraph", edit: edits.paragraphDeleted, misses: [0, 0] },
  { name: "deleted, others edited", edit: all(edits.neighbourRewritten, edits.insertedAtStart, edits.deleted), misses: [0, 0] },
  { name: "rewritten", edit: edits.rewritten, misses: [0, 0] },
  { name: "replaced", edit: edits.replaced, misses: [0, 0] },
  { name: "deleted, its like was elsewhere", before: edits.likeElsewhere, edit: edits.deleted, misses: [0, 0] },
  { name: "deleted, its like came elsewhere", edit: all(edits.likeElsewhere, edits.deleted), misses: [0, 0] },
  { name: "deleted, the same was elsewhere", before: edits.sameElsewhere, edit: edits.deleted, misses: [0, 0] },
  { name: "rewritten, the same was elsewhere", before: edits.sameElsewhere, edit: edits.rewritten, misses: [0, 0] },
  { name: "refrain, another removed", refrain: true, edit: anotherRemoved, misses: [0, 0.01] },
  { name: "refrain, another added", refrain: true, edit: anotherAdded, misses: [0, 0.03] },
  { name: "refrain, removed", refrain: true, edit: edits.deleted, misses: [0, 0] },
  { name: "refrain, removed, text before", refrain: true, edit: all(edits.deleted, edits.insertedAtStart), misses: [0, 0] },
];

export function refrains({ text }: Draft): { start: number; end: number }[] {
  return [...text.matchAll(new RegExp(REFRAIN, "g"))].map(({ index }) => ({
    start: index,
    end: index + REFRAIN.length,
  }));
}

function anotherRemoved(draft: Draft, random: Random): Draft | null {
  return draft.remove(random.of(refrains(draft).filter(({ start }) => start !== draft.passage?.start)));
}

/** Not right beside it: of two that stand together neither is the one. */
function anotherAdded(draft: Draft, random: Random): Draft | null {
  const { start, end } = draft.around(1);
  const places = draft.sentences().filter((one) => one.end < start || one.start > end);
  return draft.insert(random.of(places).start, `${REFRAIN} `);
}
