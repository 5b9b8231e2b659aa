// embed.js: one tag, and the thread stands where the tag stands, or in the <rejoinder-thread> the page has.
import { readOptions } from "./options";
import { fetchScriptsFrom } from "./own-script";
import { type Embed, registry } from "./registry";
import { defineOnce, refreshElements, registerOwnTag, whenParsed } from "./script-tag";
import { RejoinderThread } from "./thread-element";

const THREAD = "rejoinder-thread";
const POINTS = "rejoinder-points";

const embed = registerOwnTag("embed.js");
defineOnce(THREAD, RejoinderThread);
refreshElements(`${THREAD}, ${POINTS}`);
if (embed) {
  fetchScriptsFrom(embed.server);
  followUserToken(embed.script);
  whenParsed(() => placeThread(embed));
  whenParsed(() => serveLists(embed));
}

/** <rejoinder-points> belongs to lists of articles, and comes with count.js: fetched where a page has one without the tag. */
function serveLists({ server }: Embed): void {
  const changes = new MutationObserver(look);
  changes.observe(document, { childList: true, subtree: true });
  look();

  function look() {
    if (!document.querySelector(POINTS)) return;
    changes.disconnect();
    const comes = [...document.scripts].some(({ src }) => new URL(src, server).pathname === "/count.js");
    if (!comes && !customElements.get(POINTS)) import(`${server}/count.js`).catch(() => undefined);
  }
}

/** A single-page app may sign its member in and out by the tag alone. */
function followUserToken(script: HTMLScriptElement): void {
  new MutationObserver(() => refreshElements(THREAD)).observe(script, {
    attributeFilter: ["data-user-token"],
  });
}

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
