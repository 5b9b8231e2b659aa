// Counts of many pages in one request: whoever asks in the same moment shares it.
import { fetchCounts } from "./api";
import { registry } from "./registry";
import { type Scope, scopeKey } from "./storage";
import type { Count } from "./types";

const BATCH = 100;

interface Waiting {
  resolve(count: Count): void;
  reject(reason: unknown): void;
}

const waiting = new Map<string, Map<string, Waiting>>();

/** The counts of one page; asked once for each page, together with all others that are wanted now. */
export function countOf(scope: Scope, page: string): Promise<Count> {
  const key = scopeKey(scope, "counts");
  const known = registry.counts.get(key) ?? new Map<string, Promise<Count>>();
  registry.counts.set(key, known);
  const asked = known.get(page);
  if (asked) return asked;

  const promise = new Promise<Count>((resolve, reject) => {
    const queue = waiting.get(key) ?? new Map<string, Waiting>();
    if (queue.size === 0) whenListIsComplete(() => send(scope, key));
    queue.set(page, { resolve, reject });
    waiting.set(key, queue);
  });
  promise.catch(() => known.delete(page));
  known.set(page, promise);
  return promise;
}

/** While the page is still being parsed, more of the list is to come. */
function whenListIsComplete(then: () => void): void {
  if (document.readyState === "loading")
    document.addEventListener("DOMContentLoaded", () => setTimeout(then));
  else setTimeout(then);
}

function send(scope: Scope, key: string): void {
  const queue = [...(waiting.get(key) ?? [])];
  waiting.delete(key);
  for (let start = 0; start < queue.length; start += BATCH) {
    const batch = new Map(queue.slice(start, start + BATCH));
    fetchCounts(scope, [...batch.keys()]).then(
      ({ counts }) => {
        for (const count of counts) batch.get(count.page)?.resolve(count);
      },
      (reason) => {
        for (const one of batch.values()) one.reject(reason);
      },
    );
  }
}
