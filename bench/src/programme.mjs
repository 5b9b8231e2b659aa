// What is measured, how often and how long. One file in measurements/ for each.

import { measureBusy } from "./measurements/busy.mjs";
import { measureChanging } from "./measurements/changing.mjs";
import { measureCold } from "./measurements/cold.mjs";
import { measureGrowth } from "./measurements/growth.mjs";
import { measureMisses } from "./measurements/misses.mjs";
import { measurePeers } from "./measurements/peers.mjs";
import { measurePosts, prepareWriters } from "./measurements/posts.mjs";
import { measureReads } from "./measurements/reads.mjs";
import { measureSaturation } from "./measurements/saturation.mjs";
import { measureStart } from "./measurements/start.mjs";
import { measureWidget } from "./measurements/widget.mjs";
import { measureWidgetMemory } from "./measurements/widget-memory.mjs";

/** @typedef {Record<string, () => Promise<import('./compare.mjs').Measurement>>} Programme */

/** The three ratios that say most, in less than ten minutes. @type {Programme} */
export const quick = {
  reads: () => measureReads({ turns: 7, seconds: 4, connections: [32], views: ["br"] }),
  posts: async () => measurePosts({ turns: 7, seconds: 4, clients: [64], writers: await prepareWriters() }),
  cold: () => measureCold({ turns: 21 }),
};

/** Everything. @type {Programme} */
export const full = {
  reads: () => measureReads({ turns: 5, seconds: 3, connections: [32, 512] }),
  changing: () => measureChanging({ turns: 5, seconds: 5, writesASecond: [1, 50] }),
  misses: () => measureMisses({ turns: 3, seconds: 8 }),
  posts: async () =>
    measurePosts({ turns: 5, seconds: 4, clients: [1, 8, 64, 512], writers: await prepareWriters() }),
  busy: async () =>
    measureBusy({ turns: 3, seconds: 5, clients: [1, 8, 64, 512], writers: await prepareWriters() }),
  saturation: async () => measureSaturation({ seconds: 10, writers: await prepareWriters() }),
  peers: async () =>
    measurePeers({ turns: 3, seconds: 10, clients: [8, 64], writers: await prepareWriters() }),
  cold: () => measureCold({ turns: 41 }),
  start: () => measureStart({ turns: 11 }),
  growth: () => measureGrowth({ turns: 3 }),
  widget: () => measureWidget({ turns: 3 }),
  "widget-memory": () => measureWidgetMemory({ turns: 3 }),
};
