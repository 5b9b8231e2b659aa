// All cases of the corpus, and what is counted of them.
import type { Anchor, Span } from "../../../../widget/src/inline/anchor/anchor";
import { describe } from "../../../../widget/src/inline/anchor/describe";
import { type Article, articles, STYLES, type Style } from "./articles";
import { Draft } from "./draft";
import { type Kind, kinds, refrains } from "./kinds";
import { Random } from "./random";

export type Finder = (text: string, anchor: Anchor) => Span | null;
export type Outcome = "found" | "rightly not found" | "missed" | "false";

export interface Case {
  readonly article: Article;
  readonly kind: Kind;
  readonly anchor: Anchor;
  /** The edited text, and where the passage is in it. */
  readonly edited: Draft;
}

export const textOf = ({ paragraphs }: Article): string => paragraphs.flat().join(" ");

/** A word, a phrase, a sentence or a few of them. */
export function anyPassage(text: string, random: Random): Span {
  const draft = new Draft(text, null);
  const sentences = draft.sentences();
  const index = random.between(0, sentences.length - 1);
  const last = sentences[Math.min(sentences.length - 1, index + random.between(1, 2))]!;
  const sentence = sentences[index]!;
  const words = new Draft(text, sentence).wordsInside();
  const longer = words.filter(({ start, end }) => end - start > 3);
  const first = random.between(0, Math.max(0, words.length - 4));
  const phraseEnd = words[Math.min(words.length - 1, first + random.between(2, 7))]!;
  return random.of([
    longer.length > 0 ? random.of(longer) : sentence,
    { start: words[first]!.start, end: phraseEnd.end },
    sentence,
    { start: sentence.start, end: last.end },
  ]);
}

export function* cases(each: number): Generator<Case> {
  for (const article of articles()) {
    const original = textOf(article);
    for (const [index, kind] of kinds.entries()) {
      if (kind.refrain && article.name !== "refrains") continue;
      const random = new Random(index * 1000 + article.name.length);
      for (let count = 0; count < each; count++) {
        const made = caseOf(article, kind, original, random);
        if (made) yield made;
      }
    }
  }
}

function caseOf(article: Article, kind: Kind, original: string, random: Random): Case | null {
  const places = refrains(new Draft(original, null));
  const chosen = new Draft(original, kind.refrain ? random.of(places) : anyPassage(original, random));
  const draft = kind.before ? kind.before(chosen, random) : chosen;
  const edited = draft && kind.edit(draft, random);
  if (!draft?.passage || !edited) return null;
  const anchor = describe(draft.text, draft.passage);
  if (typeof anchor === "string") throw new Error(`${anchor}: ${draft.words}`);
  return { article, kind, anchor, edited };
}

/** A match is right when it and the true place have at least 80 % of each other. */
export function outcome({ edited, anchor }: Case, find: Finder): Outcome {
  const match = find(edited.text, anchor);
  const truth = edited.passage;
  if (!match) return truth ? "missed" : "rightly not found";
  if (!truth) return "false";
  const shared = Math.min(match.end, truth.end) - Math.max(match.start, truth.start);
  const longer = Math.max(match.end - match.start, truth.end - truth.start);
  return shared >= 0.8 * longer ? "found" : "false";
}

const OUTCOMES = ["found", "missed", "false", "rightly not found"] as const;

/** How often it came out how, by the kind of case and the kind of article. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add({ kind, article }: Case, outcome: Outcome): void {
    const key = `${kind.name}/${article.style}/${outcome}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  count(kind: Kind, style: Style, outcome: Outcome): number {
    return this.#counts.get(`${kind.name}/${style}/${outcome}`) ?? 0;
  }

  sum(outcome?: Outcome): number {
    const counted = [...this.#counts].filter(([key]) => !outcome || key.endsWith(`/${outcome}`));
    return counted.reduce((sum, [, count]) => sum + count, 0);
  }

  /** The share of passages still there that were not found. */
  misses(kind: Kind, style: Style): number {
    const [found, missed, wrong] = OUTCOMES.map((outcome) => this.count(kind, style, outcome)) as [number, number, number];
    return missed / (found + missed + wrong || 1);
  }

  /** A line for each kind: the outcomes in prose, then in articles that repeat themselves. */
  table(): string {
    const heads = OUTCOMES.map((outcome) => outcome.replace("rightly not found", "rightly none").padStart(13)).join("");
    const lines = kinds.map((kind) => {
      const cells = STYLES.flatMap((style) => OUTCOMES.map((outcome) => this.count(kind, style, outcome)));
      return kind.name.padEnd(36) + cells.map((count) => String(count).padStart(13)).join("");
    });
    return [" ".repeat(36) + heads + heads, ...lines].join("\n");
  }
}
