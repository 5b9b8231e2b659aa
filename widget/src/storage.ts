// Local storage that never throws: where the browser blocks it, things are kept in memory.
import { registry } from "./registry";

/** Whom a thing is kept for: two servers or two sites on one page never share it. */
export interface Scope {
  readonly server: string;
  readonly site: string;
}

export const scopeKey = (scope: Scope, name: string): string =>
  `rejoinder ${scope.server} ${scope.site} ${name}`;

export function recall(scope: Scope, name: string): string | null {
  const key = scopeKey(scope, name);
  try {
    return localStorage.getItem(key) ?? registry.memory.get(key) ?? null;
  } catch {
    return registry.memory.get(key) ?? null;
  }
}

export function keep(scope: Scope, name: string, value: string): void {
  const key = scopeKey(scope, name);
  try {
    localStorage.setItem(key, value);
  } catch {
    registry.memory.set(key, value);
  }
}

export function forget(scope: Scope, name: string): void {
  const key = scopeKey(scope, name);
  registry.memory.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept there.
  }
}

/** The rest of each kept name that starts with `prefix`. */
export function recallNames(scope: Scope, prefix: string): string[] {
  const start = scopeKey(scope, prefix);
  let keys = [...registry.memory.keys()];
  try {
    keys = keys.concat(Object.keys(localStorage));
  } catch {
    // Only what is in memory, then.
  }
  return keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length));
}
