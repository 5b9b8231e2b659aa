/**
 * Measures contenders in turns, A B C A B C …, so that whatever else the machine does meets them all alike.
 * @template T
 * @param {number} turns
 * @param {Record<string, () => Promise<T>>} contenders
 * @param {() => void} [afterTurn]
 * @returns {Promise<Record<string, T[]>>} each contender's results, in the order of the turns
 */
export async function inTurns(turns, contenders, afterTurn) {
  /** @type {Record<string, T[]>} */
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [name, measure] of Object.entries(contenders)) {
      results[name].push(await measure());
    }
    afterTurn?.();
  }
  return results;
}
