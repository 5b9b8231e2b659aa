// The articles whose passages are anchored: paragraphs of sentences.
import { ARABIC, ENGLISH, GERMAN, lines, TECHNICAL } from "./prose";
import { Random } from "./random";

/** Whether sentences have their like elsewhere in the article. */
export const STYLES = ["prose", "repetitive"] as const;
export type Style = (typeof STYLES)[number];

export interface Article {
  readonly name: string;
  readonly style: Style;
  readonly paragraphs: readonly (readonly string[])[];
}

export const REFRAIN = "See the notes at the end of this page.";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October"];
const PLACES = ["the boathouse", "the lower field", "the chapel", "the orchard", "the weir", "the quarry"];
const BIRDS = ["curlew", "wagtail", "heron", "stonechat", "swift", "dipper", "kestrel"];
const WEATHER = ["low cloud", "a dry wind", "thin rain", "hard frost", "a haze", "sleet"];
const REMARKS = [
  "The gate at PLACE was open again.",
  "A BIRD sat near PLACE for most of the morning.",
  "The gauge at PLACE stood at NUMBER centimetres, which is NUMBER more than the week before.",
  "In the afternoon there was WEATHER over PLACE, and the BIRD did not come back.",
  "We walked from PLACE to PLACE and met nobody.",
  "I counted NUMBER sheep and one BIRD.",
];

/** A diary that says the same again and again: almost every sentence has its like elsewhere, and some are the same. */
function diary(random: Random, entries: number): string[][] {
  const words: Record<string, () => string> = {
    PLACE: () => random.of(PLACES),
    BIRD: () => random.of(BIRDS),
    WEATHER: () => random.of(WEATHER),
    NUMBER: () => String(random.between(2, 90)),
  };
  const fill = (remark: string): string => remark.replace(/[A-Z]{4,}/g, (slot) => words[slot]!());
  return Array.from({ length: entries }, () => {
    const date = `${random.between(1, 28)} ${random.of(MONTHS)}.`;
    return [date, `Woke to ${random.of(WEATHER)}.`, ...random.shuffled(REMARKS).slice(0, random.between(2, 5)).map(fill)];
  });
}

function paragraphsOf(sentences: readonly string[], random: Random): string[][] {
  const paragraphs: string[][] = [];
  for (let index = 0; index < sentences.length; ) {
    const length = random.between(2, 6);
    paragraphs.push(sentences.slice(index, index + length));
    index += length;
  }
  return paragraphs;
}

/** Every third sentence is followed by the same one: fifty times where there are enough. */
function withRefrain(sentences: readonly string[]): string[] {
  return sentences.flatMap((sentence, index) => (index % 3 === 2 ? [sentence, REFRAIN] : [sentence]));
}

export function articles(): Article[] {
  const random = new Random(1);
  const prose = [ENGLISH, GERMAN, TECHNICAL].flatMap(lines);
  const refrains = withRefrain([...prose, ...random.shuffled(prose).map((line) => line.split(" ").reverse().join(" "))]);
  return [
    { name: "English", style: "prose", paragraphs: paragraphsOf(lines(ENGLISH), random) },
    { name: "German", style: "prose", paragraphs: paragraphsOf(lines(GERMAN), random) },
    { name: "Arabic", style: "prose", paragraphs: paragraphsOf(lines(ARABIC), random) },
    { name: "technical", style: "prose", paragraphs: paragraphsOf(lines(TECHNICAL), random) },
    { name: "diary", style: "repetitive", paragraphs: diary(random, 60) },
    { name: "refrains", style: "repetitive", paragraphs: paragraphsOf(refrains, random) },
  ];
}
