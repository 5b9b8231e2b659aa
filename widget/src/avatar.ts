// A round picture made here from the seed and the initials: nobody else is asked, nothing is loaded.
import { svg } from "./dom";

/** Both tones are dark enough for white letters (5:1 and more) and stand out on light and dark pages alike. */
const tone = (seed: string, light: number): string =>
  `oklch(${light} ${seed ? 0.09 : 0} ${numberIn(seed, 0) % 360})`;

const numberIn = (seed: string, from: number): number => Number.parseInt(seed.slice(from, from + 4), 16) || 0;

export function avatar(seed: string, name: string | undefined): SVGElement {
  const letters = svg("text", { x: 16, y: 16 });
  letters.textContent = initials(name ?? "");
  return svg(
    "svg",
    { viewBox: "0 0 32 32", class: "avatar", part: "avatar", "aria-hidden": "true" },
    svg("rect", { width: 32, height: 32, fill: tone(seed, 0.5) }),
    svg("circle", { cx: numberIn(seed, 4) % 32, cy: 30, r: 16, fill: tone(seed, 0.43) }),
    letters,
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => Array.from(word ?? "")[0]?.toLocaleUpperCase() ?? "").join("\u200c");
}
