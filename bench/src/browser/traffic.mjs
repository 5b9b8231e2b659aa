// What a page asks for over the network, as the browser's own protocol tells it, and what it weighs.

import { brotliCompressSync, gzipSync } from "node:zlib";

/** @typedef {import('./chromium.mjs').Session} Session */
/** @typedef {{url: string, part: string, wire: number, done: boolean}} Request */
/** @typedef {{raw: number, gzip: number, brotli: number, wire: number}} Weight of bodies; `wire`: all that came, with headers */
/** @typedef {{requests: number, toThirdParties: number, parts: Record<string, Weight>}} Load */

/** Slow 4G. */
export const NETWORK = { down_mbps: 1.6, up_kbps: 750, latency_ms: 150 };
/** How many times slower a phone's processor is. */
export const SLOWER = 4;

/** @param {Session} session */
export async function slowDown(session) {
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: NETWORK.latency_ms,
    downloadThroughput: (NETWORK.down_mbps * 1e6) / 8,
    uploadThroughput: (NETWORK.up_kbps * 1e3) / 8,
  });
}

/** @type {Record<string, string>} */
const PARTS = { Script: "script", Stylesheet: "style", Fetch: "data", XHR: "data", Preflight: "preflight" };

/**
 * Listens from now on to all that is asked of others than the page's own site.
 * @param {Session} session
 * @param {string} host the site's origin
 */
export async function watchTraffic(session, host) {
  /** @type {Map<string, Request>} */
  const requests = new Map();
  let last = performance.now();
  const noted = (/** @type {string} */ id, /** @type {Partial<Request>} */ news) => {
    const request = requests.get(id);
    if (!request) return;
    Object.assign(request, news);
    last = performance.now();
  };
  session.on("Network.requestWillBeSent", ({ requestId, request: { url }, type = "" }) => {
    if (!/^https?:/.test(url) || url.startsWith(`${host}/`)) return;
    requests.set(requestId, { url, part: PARTS[type] ?? "other", wire: 0, done: false });
    noted(requestId, {});
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    noted(requestId, { wire: encodedDataLength, done: true }),
  );
  session.on("Network.loadingFailed", ({ requestId }) => noted(requestId, { done: true }));
  await session.send("Network.enable");
  return {
    /** For how long nothing has been asked or answered; 0 while something is under way. */
    quietFor: () => ([...requests.values()].every(({ done }) => done) ? performance.now() - last : 0),
    load: () => weigh(session, requests),
  };
}

const isThirdParty = (/** @type {Request} */ { url }) => new URL(url).hostname !== "127.0.0.1";

/** @param {Session} session @param {Map<string, Request>} requests @returns {Promise<Load>} */
async function weigh(session, requests) {
  /** @type {Record<string, Weight>} */
  const parts = {};
  for (const [id, request] of requests) {
    if (isThirdParty(request)) continue;
    parts[request.part] ??= { raw: 0, gzip: 0, brotli: 0, wire: 0 };
    const weight = parts[request.part];
    const body = await bodyOf(session, id);
    weight.raw += body.length;
    weight.gzip += body.length && gzipSync(body, { level: 9 }).length;
    weight.brotli += body.length && brotliCompressSync(body).length;
    weight.wire += request.wire;
  }
  return {
    requests: requests.size,
    toThirdParties: [...requests.values()].filter(isThirdParty).length,
    parts,
  };
}

/** @param {Session} session @param {string} requestId */
async function bodyOf(session, requestId) {
  try {
    const { body, base64Encoded } = await session.send("Network.getResponseBody", { requestId });
    return Buffer.from(body, base64Encoded ? "base64" : "utf8");
  } catch {
    // A preflight has none.
    return Buffer.alloc(0);
  }
}
