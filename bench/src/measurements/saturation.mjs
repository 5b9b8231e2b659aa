// More clients than the writer takes in: what does not fit is refused with 503 and Retry-After, what is taken goes on as before, and
// within a second of the end everything is answered as if nothing had been.

import { reached } from "../compare.mjs";
import * as rejoinder from "../contenders/rejoinder.mjs";
import { load } from "../load.mjs";

/** More than may wait for the writer (1,024). */
const CLIENTS = 3_000;
const USUAL_CLIENTS = 64;
/** How long after the end the server must be as it was. */
const RECOVERED_AFTER_MS = 1_000;
const GIVEN_UP_AFTER_MS = 30_000;

/**
 * @param {{seconds: number, writers: import('./posts.mjs').Start}} order
 * @returns {Promise<import('../compare.mjs').Measurement>}
 */
export async function measureSaturation({ seconds, writers: { folder, lists } }) {
  const server = await rejoinder.startRejoinder(rejoinder.copyDataFolder(folder));
  const mixture = { folder: server.folder, kinds: [rejoinder.newCommentKind()], lists };
  const post = (/** @type {number} */ connections) =>
    load({ url: server.url, connections, seconds, mixture, countStatuses: true });
  const before = await post(USUAL_CLIENTS);
  const overloading = post(CLIENTS);
  const refusal = await refusedAnswer(server, lists.token, seconds);
  const during = await overloading;
  const recovered = await untilTaken(server, lists.token[0]);
  const after = await post(USUAL_CLIENTS);
  await server.stop();
  const row = (/** @type {string} */ what, /** @type {import('../load.mjs').Load} */ load) => ({
    what,
    unit: "a second",
    contenders: { [rejoinder.NAME]: reached([taken(load)]) },
    ratios: [],
    facts: { statuses: JSON.stringify(load.statuses ?? {}) },
  });
  const facts = {
    "a refusal says": refusal,
    "after the end a comment was taken in": `${Math.round(recovered)} ms`,
    "recovered in time": recovered < RECOVERED_AFTER_MS,
  };
  const rows = [
    row(`before, ${USUAL_CLIENTS} clients`, before),
    row(`past saturation, ${CLIENTS} clients`, during),
    row(`after, ${USUAL_CLIENTS} clients`, after),
  ];
  rows[1].facts = { ...rows[1].facts, ...facts };
  return {
    name: "saturation",
    title: "New comments past saturation (those taken)",
    settings: { seconds },
    rows,
  };
}

/** Only what was taken counts. @param {import('../load.mjs').Load} load */
function taken(load) {
  return { ...load, rate: (load.statuses?.[201] ?? 0) / load.seconds };
}

/** @param {rejoinder.Rejoinder} server @param {string} token */
function sendComment(server, token) {
  const { path, headers, body } = rejoinder.newCommentKind();
  const fill = (/** @type {string} */ text) =>
    text
      .replaceAll("{token}", token)
      .replaceAll("{address}", "10.0.0.1")
      .replaceAll("{page}", "/alone")
      .replaceAll("{number}", `${Math.random()}`)
      .replaceAll("{text}", "something");
  const filled = Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, fill(value)]),
  );
  return fetch(server.url + path, { method: "POST", headers: filled, body: fill(body ?? "") });
}

/** Asks until it is refused, while others ask too. @param {rejoinder.Rejoinder} server @param {string[]} tokens @param {number} seconds */
async function refusedAnswer(server, tokens, seconds) {
  const end = Date.now() + seconds * 1000;
  for (let n = 0; Date.now() < end; n++) {
    const response = await sendComment(server, tokens[n % tokens.length]);
    await response.arrayBuffer();
    if (response.status >= 400)
      return `${response.status}, Retry-After ${response.headers.get("retry-after")}`;
  }
  return "nothing: none was refused";
}

/**
 * Sends a comment again and again until it is taken.
 * @param {rejoinder.Rejoinder} server @param {string} token
 * @returns {Promise<number>} milliseconds until then
 */
async function untilTaken(server, token) {
  const begun = performance.now();
  while (performance.now() - begun < GIVEN_UP_AFTER_MS) {
    const response = await sendComment(server, token);
    await response.arrayBuffer();
    if (response.status === 201) return performance.now() - begun;
  }
  return Number.POSITIVE_INFINITY;
}
