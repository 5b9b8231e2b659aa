import { setTimeout as sleep } from "node:timers/promises";

/** So many may be under way. A machine that is busy otherwise is then waited for, and not met by all at once that was due meanwhile. */
const MOST_BEGUN = 8;

/** @typedef {{count: number, first: string}} Failures of one kind, and the first one's reason */

/**
 * Does something so many times a second until it is told to stop, as far as what was begun comes to an end.
 * @param {number} aSecond
 * @param {() => Promise<unknown>} deed
 * @returns {{stop: () => Promise<{done: number, failed: number, failures: Record<string, Failures>}>}}
 */
export function atPace(aSecond, deed) {
  let [goesOn, done, failed] = [true, 0, 0];
  /** @type {Record<string, Failures>} */
  const failures = {};
  /** @type {Set<Promise<void>>} */
  const begun = new Set();
  const doIt = async () => {
    try {
      await deed();
      done += 1;
    } catch (error) {
      failed += 1;
      const { kind, reason } = described(error);
      failures[kind] ??= { count: 0, first: reason };
      failures[kind].count += 1;
    }
  };
  const going = (async () => {
    const start = performance.now();
    for (let n = 1; goesOn; n++) {
      const one = doIt();
      begun.add(one);
      one.finally(() => begun.delete(one));
      if (begun.size === MOST_BEGUN) await Promise.race(begun);
      await sleep(Math.max(0, start + (n * 1000) / aSecond - performance.now()));
    }
  })();
  const stop = async () => {
    goesOn = false;
    await going;
    await Promise.all(begun);
    return { done, failed, failures };
  };
  return { stop };
}

/** Of one kind is what has the same code, such as a status or ECONNREFUSED. @param {unknown} error */
function described(error) {
  const { message, cause } = /** @type {Error & {cause?: {code?: string | number, message?: string}}} */ (
    error
  );
  const reason = cause?.message ? `${message}: ${cause.message}` : message;
  return { kind: `${cause?.code ?? message}`, reason };
}
