// An article's text under edit, which knows where the passage is by now; null where it is gone.
import type { Span } from "../../../../widget/src/inline/anchor/anchor";

export class Draft {
  constructor(
    readonly text: string,
    readonly passage: Span | null,
  ) {}

  get words(): string {
    return this.passage ? this.text.slice(this.passage.start, this.passage.end) : "";
  }

  /** Other words in place of a part that is all inside or all outside the passage, or all of it. */
  replace({ start, end }: Span, words: string): Draft {
    const text = this.text.slice(0, start) + words + this.text.slice(end);
    return new Draft(text, this.passage && moved(this.passage, { start, end }, words.length - (end - start)));
  }

  insert(at: number, words: string): Draft {
    return this.replace({ start: at, end: at }, words);
  }

  /** Takes a part out, and one of the blanks around it. */
  remove({ start, end }: Span): Draft {
    const blanks = this.text[start - 1] === " " && this.text[end] === " " ? 1 : 0;
    return this.replace({ start, end: end + blanks }, "");
  }

  /** Takes a part that has the passage in it to before another sentence. */
  move(part: Span, random: { of<T>(list: readonly T[]): T }): Draft | null {
    if (!this.passage) return null;
    const words = this.text.slice(part.start, part.end);
    const offset = this.passage.start - part.start;
    const rest = new Draft(this.text, null).remove(part);
    const places = rest.sentences().filter(({ start }) => Math.abs(start - part.start) > 200);
    if (places.length === 0) return null;
    const at = random.of(places).start;
    const start = at + offset;
    const passage = { start, end: start + this.words.length };
    return new Draft(rest.insert(at, `${words} `).text, passage);
  }

  sentences(): Span[] {
    return [...this.text.matchAll(/\S.*?(?:[.!?]["“”]?(?=\s|$)|$)/g)].map((match) => spanOf(match));
  }

  /** The sentences that have the passage, and so many more on either side. */
  around(more = 0): Span {
    const sentences = this.sentences();
    const { start, end } = this.passage ?? { start: 0, end: 0 };
    const first = sentences.findIndex((sentence) => sentence.end > start);
    const last = sentences.findLastIndex((sentence) => sentence.start < end);
    return {
      start: sentences[Math.max(0, first - more)]!.start,
      end: sentences[Math.min(sentences.length - 1, last + more)]!.end,
    };
  }

  /** The words of the passage, as places in the text. */
  wordsInside(): Span[] {
    const { start } = this.passage ?? { start: 0 };
    return [...this.words.matchAll(/\S+/g)].map((match) => {
      const word = spanOf(match);
      return { start: start + word.start, end: start + word.end };
    });
  }
}

const spanOf = (match: RegExpExecArray): Span => ({ start: match.index, end: match.index + match[0].length });

function moved(passage: Span, change: Span, growth: number): Span | null {
  const { start, end } = passage;
  if (change.end <= start) return { start: start + growth, end: end + growth };
  if (change.start >= end) return passage;
  return change.start <= start && change.end >= end ? null : { start, end: end + growth };
}
