// Work in small pieces, so that nobody's typing or scrolling waits for it.

export function idle(act: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(act, { timeout: 1000 });
  else setTimeout(act);
}
