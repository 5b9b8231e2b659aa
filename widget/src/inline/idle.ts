// Work in small pieces, so that nobody's typing or scrolling waits for it.

/** So long the page may stand still. */
const SLICE_MS = 8;

export function idle(act: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: 1000 });
  else setTimeout(act);
}

/** Takes as many steps at a time as there is time for, while they are wanted. After one that gives true the page is
 * drawn first: what was changed takes time once more when it is laid out. */
export function bitByBit(steps: Iterator<unknown>, isWanted: () => boolean): void {
  const go = () => bitByBit(steps, isWanted);
  idle(() => {
    const end = performance.now() + SLICE_MS;
    do {
      if (!isWanted()) return;
      const { done, value } = steps.next();
      if (done) return;
      if (value) return void requestAnimationFrame(go);
    } while (performance.now() < end);
    // What is asked for in an idle time itself waits for the end of it.
    setTimeout(go);
  });
}
