// The keyboard: single letters where nobody is typing, for those who have not switched them off.
import { keep, recall } from "../storage";
import { SCOPE } from "./drafts";

type Handler = (event: KeyboardEvent) => void;
export type Keys = Record<string, Handler>;

const PAUSE_MS = 1500;

export const shortcutsOn = (): boolean => recall(SCOPE, "shortcuts") !== "off";
export const switchShortcuts = (on: boolean): void => keep(SCOPE, "shortcuts", on ? "on" : "off");

const layers: Keys[] = [];
let prefix = "";
let forgetting: ReturnType<typeof setTimeout> | undefined;

/** The newest layer that knows a key has it. "g q" is g and then q. */
export function bindKeys(keys: Keys, life?: AbortSignal): void {
  layers.unshift(keys);
  life?.addEventListener("abort", () => layers.splice(layers.indexOf(keys), 1));
}

const typing = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.matches("textarea, select, [contenteditable], input:not([type=checkbox])");

/** Enter on a button or a link is the button's own. */
const hasOwnEnter = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("a, button, summary, input") !== null;

function pressed(event: KeyboardEvent): void {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(target) || document.querySelector("dialog[open]")) return;
  if (key.length === 1 && !shortcutsOn()) return;
  if (key === "Enter" && hasOwnEnter(target)) return;
  const name = prefix ? `${prefix} ${key}` : key;
  setPrefix("");
  const handler = layers.find((layer) => layer[name])?.[name];
  if (handler) {
    event.preventDefault();
    handler(event);
  } else if (key === "g" && name === "g") {
    setPrefix("g");
  }
}

function setPrefix(key: string): void {
  prefix = key;
  clearTimeout(forgetting);
  if (key) forgetting = setTimeout(() => setPrefix(""), PAUSE_MS);
}

export const startKeys = (): void => document.addEventListener("keydown", pressed);
