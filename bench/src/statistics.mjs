/**
 * What several measurements of the same thing say together.
 * @typedef {{median: number, min: number, max: number, all: number[]}} Spread
 */

/** @param {number[]} values @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {number[]} values @returns {Spread} */
export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values), all: values };
}

/**
 * The ratio of two medians, with the ratios of each turn's pair as its spread.
 * @param {number[]} ours
 * @param {number[]} theirs measured in the same turns
 * @returns {Spread}
 */
export function ratio(ours, theirs) {
  const pairs = ours.map((value, turn) => value / theirs[turn]);
  return { ...spread(pairs), median: median(ours) / median(theirs) };
}
