// The list of shortcuts.
import { h } from "../dom";
import { shortcutsOn } from "./keys";
import { openDialog } from "./parts/dialog";
import { text } from "./words";

/** The second letter after "g", and where it leads. */
export const GO: readonly (readonly [key: string, screen: string, name: string])[] = [
  ["q", "queue", text.nav.queue],
  ["c", "comments", text.nav.comments],
  ["p", "pages", text.nav.pages],
  ["b", "bans", text.nav.bans],
  ["s", "sites", text.nav.sites],
  ["l", "log", text.nav.audit],
];

const { shortcuts } = text;
const LIST: readonly (readonly [keys: string[], does: string])[] = [
  [["j", "k"], shortcuts.move],
  [["x"], shortcuts.select],
  [["a"], shortcuts.approve],
  [["s"], shortcuts.spam],
  [["r", "#"], shortcuts.remove],
  [["h"], shortcuts.hold],
  [["e"], shortcuts.edit],
  [["w"], shortcuts.reply],
  [["Enter"], shortcuts.detail],
  [["Esc"], shortcuts.back],
  [["u"], shortcuts.undo],
  [["/"], shortcuts.search],
  [["?"], shortcuts.help],
];

const line = (keys: Node[], does: string): Node[] => [h("dt", {}, ...keys), h("dd", {}, does)];
const key = (name: string): HTMLElement => h("kbd", {}, name);

export function openShortcuts(): void {
  openDialog({
    heading: shortcuts.heading,
    content: () => [
      ...(shortcutsOn() ? [] : [h("p", {}, shortcuts.off)]),
      h(
        "dl",
        { class: "keys" },
        ...LIST.flatMap(([keys, does]) => line(keys.map(key), does)),
        ...GO.flatMap(([letter, , name]) => line([key("g"), key(letter)], `${shortcuts.go}: ${name}`)),
      ),
    ],
  });
}
