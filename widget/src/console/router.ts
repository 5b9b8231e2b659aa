// Where in the console one is: /admin/SCREEN/ID?filters. Addresses can be reloaded and shared, and back works.
import { leave, unsavedAt } from "./unsaved";

const BASE = "/admin";

export interface Place {
  readonly screen: string;
  readonly id: string | null;
  readonly query: URLSearchParams;
}

export function placeOf(address: { pathname: string; search: string }): Place {
  const [screen = "", id] = address.pathname.slice(BASE.length + 1).split("/");
  return { screen, id: id ? decoded(id) : null, query: new URLSearchParams(address.search) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function addressOf(screen: string, id?: string | null, query?: URLSearchParams): string {
  const path = [BASE, screen, ...(id ? [encodeURIComponent(id)] : [])].join("/");
  return query && query.size > 0 ? `${path}?${query}` : path;
}

let arrive: (place: Place) => void = () => {};

export const here = (): Place => placeOf(location);

const addressNow = (): string => location.pathname + location.search;

export function go(address: string, replace = false): void {
  if (address === addressNow()) goNow(address, true);
  else leave(() => goNow(address, replace));
}

function goNow(address: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", address);
  arrive(here());
}

/** The browser has gone already: where something would be lost one is still there until that was asked. */
function wentBack(): void {
  const address = addressNow();
  const unsaved = unsavedAt();
  if (unsaved === null || unsaved === address) {
    arrive(here());
    return;
  }
  history.pushState(null, "", unsaved);
  leave(() => goNow(address));
}

/** Links of ours change the place without loading the page anew, unless the browser was asked for a new tab. */
function follow(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const asked = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!link || asked || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const { origin, pathname, search, hash } = new URL(link.href);
  if (origin !== location.origin || hash || !(pathname === BASE || pathname.startsWith(`${BASE}/`))) return;
  event.preventDefault();
  go(pathname + search);
}

export function startRouter(show: (place: Place) => void): void {
  arrive = show;
  addEventListener("popstate", wentBack);
  document.addEventListener("click", follow);
  show(here());
}
