// Each contender's own client, placed as its documentation says.

import path from "node:path";
import { ABSENT, PEERS } from "../contenders/peer.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { THREAD_PAGE } from "../content.mjs";
import { PEERS_FOLDER } from "../places.mjs";
import { startChromium } from "./chromium.mjs";
import { addressOf, startFiles, startHost } from "./sites.mjs";
import { VIEWPORT } from "./visit.mjs";

/**
 * @typedef {object} Widget
 * @property {string} place the tags that put it on a page
 * @property {string} more what is pressed for more comments, as a CSS selector
 * @property {(page: string, thread: number) => Promise<unknown>} seed posts one thread of 100 comments to a page
 * @property {() => Promise<void>} stop
 */

/** @param {string} origin of the page they stand on @returns {Promise<Widget>} */
async function startRejoinderWidget(origin) {
  const server = await rejoinder.startRejoinder(await rejoinder.newDataFolder(origin));
  return {
    place: `<script src="${server.url}/embed.js" data-site="${rejoinder.SITE}" async></script>`,
    more: "button.wide",
    seed: (page, thread) => rejoinder.seedRejoinder(server, page, thread),
    stop: server.stop,
  };
}

/** @typedef {import('../contenders/peer.mjs').RunningPeer} RunningPeer */

/** @type {Record<string, (peer: RunningPeer) => Promise<Widget>>} */
const WIDGETS = {
  async Isso({ url, seed, stop }) {
    return {
      place: `<script data-isso="${url}/" src="${url}/js/embed.min.js"></script><section id="isso-thread"></section>`,
      more: ".isso-load-hidden",
      seed,
      stop,
    };
  },
  async Waline({ url, seed, stop }) {
    const files = await startFiles(
      path.join(PEERS_FOLDER, "waline", "node_modules", "@waline", "client", "dist"),
    );
    return {
      place: `<link rel="stylesheet" href="${files.origin}/waline.css"><div id="waline"></div>
<script type="module">
import { init } from "${files.origin}/waline.js";
init({ el: "#waline", serverURL: "${url}" });
</script>`,
      more: ".wl-operation .wl-btn",
      seed,
      async stop() {
        files.stop();
        await stop();
      },
    };
  },
};

/** @param {string} origin of the page they stand on */
async function startPeerWidgets(origin) {
  /** @type {Widgets} */
  const widgets = {};
  /** @type {Record<string, string>} */
  const absent = { ...ABSENT };
  for (const { name, start } of PEERS) {
    if (!WIDGETS[name]) {
      absent[name] = "how its widget is placed is not known here";
      continue;
    }
    /** @type {RunningPeer | undefined} */
    let peer;
    try {
      peer = await start({ origin });
      widgets[name] = await WIDGETS[name](peer);
    } catch (error) {
      await peer?.stop();
      absent[name] = error instanceof Error ? error.message : String(error);
    }
  }
  return { widgets, absent };
}

/** @typedef {Record<string, Widget>} Widgets */
/** @typedef {{widgets: Widgets, browser: import('./chromium.mjs').Browser, address: (name: string) => string}} Stage */

/**
 * Has all widgets on pages of one site, with so many threads of 100 comments, and a browser to look at them.
 * @template T
 * @param {number} threads
 * @param {(stage: Stage) => Promise<T>} measure
 * @returns {Promise<T & {absent: Record<string, string>}>}
 */
export async function withWidgets(threads, measure) {
  /** @type {Widgets} */
  let widgets = {};
  const host = await startHost((name) => widgets[name]?.place ?? "");
  const peers = await startPeerWidgets(host.origin);
  widgets = { [rejoinder.NAME]: await startRejoinderWidget(host.origin), ...peers.widgets };
  for (const [name, { seed }] of Object.entries(widgets)) {
    console.error(`== ${name}: posting ${threads * 100} comments`);
    for (let thread = 0; thread < threads; thread++) await seed(THREAD_PAGE, thread);
  }
  const browser = await startChromium();
  const address = (/** @type {string} */ name) => addressOf(host.origin, THREAD_PAGE, name);
  const measured = await measure({ widgets, browser, address });
  await browser.close();
  for (const { stop } of Object.values(widgets)) await stop();
  host.stop();
  return { ...measured, absent: peers.absent };
}

/**
 * What all measurements of widgets have in common.
 * @param {import('./chromium.mjs').Browser} browser
 */
export const settingsOf = (browser) => ({
  chromium: browser.version(),
  viewport: VIEWPORT,
  cache: "empty at each visit",
  peers: Object.fromEntries(PEERS.map(({ name, version, client }) => [name, { version, client }])),
});

/** @template T @param {Widgets} widgets @param {(name: string) => Promise<T>} visit */
export const each = (widgets, visit) =>
  Object.fromEntries(Object.keys(widgets).map((name) => [name, () => visit(name)]));
