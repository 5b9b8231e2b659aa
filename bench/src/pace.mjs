import { setTimeout as sleep } from "node:timers/promises";

/**
 * Does something so many times a second until it is told to stop, whether what was begun has ended or not.
 * @param {number} aSecond
 * @param {() => Promise<unknown>} deed
 * @returns {{stop: () => Promise<{done: number, failed: number}>}}
 */
export function atPace(aSecond, deed) {
  let [goesOn, done, failed] = [true, 0, 0];
  /** @type {Set<Promise<void>>} */
  const begun = new Set();
  const doIt = async () => {
    try {
      await deed();
      done += 1;
    } catch {
      failed += 1;
    }
  };
  const going = (async () => {
    const start = performance.now();
    for (let n = 1; goesOn; n++) {
      const one = doIt();
      begun.add(one);
      one.finally(() => begun.delete(one));
      await sleep(Math.max(0, start + (n * 1000) / aSecond - performance.now()));
    }
  })();
  const stop = async () => {
    goesOn = false;
    await going;
    await Promise.all(begun);
    return { done, failed };
  };
  return { stop };
}
