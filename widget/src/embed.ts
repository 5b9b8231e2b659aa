// embed.js: one tag, and the thread stands where the tag stands, or in the <rejoinder-thread> the page has.
import { readOptions } from "./options";
import { RejoinderPoints } from "./points-element";
import { type Embed, registry } from "./registry";
import { defineOnce, refreshElements, registerOwnTag, whenParsed } from "./script-tag";
import { RejoinderThread } from "./thread-element";

const THREAD = "rejoinder-thread";
const POINTS = "rejoinder-points";

const embed = registerOwnTag("embed.js");
defineOnce(THREAD, RejoinderThread);
defineOnce(POINTS, RejoinderPoints);
refreshElements(`${THREAD}, ${POINTS}`);
if (embed) whenParsed(() => placeThread(embed));

function placeThread(embed: Embed): void {
  const { script } = embed;
  if (!document.body?.contains(script)) return;
  const threads = [...document.querySelectorAll(THREAD)];
  if (threads.some((thread) => !registry.placed.has(thread))) return;

  const thread = document.createElement(THREAD);
  registry.placed.set(thread, embed);
  const wanted = identity(thread);
  if (wanted !== null && threads.some((other) => identity(other) === wanted)) return;
  script.after(thread);
}

/** Which thread an element shows; two tags for the same one place it once. */
function identity(thread: Element): string | null {
  const options = readOptions(thread);
  return options && [options.server, options.site, options.page].join(" ");
}
