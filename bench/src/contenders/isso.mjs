// Isso from PyPI, under gunicorn as its documentation says for several processes, its guard off.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { seedThread, THREAD_PAGE, words } from "../content.mjs";
import { keptFolder, newFolder, PEERS_FOLDER } from "../places.mjs";
import { freePort, start, stop, untilAnswers } from "../processes.mjs";
import { run } from "../shell.mjs";

const REQUIREMENTS = path.join(PEERS_FOLDER, "isso", "requirements.txt");

/** @typedef {import('./peer.mjs').Peer} Peer */

/** @type {Peer} */
export const isso = {
  name: "Isso",
  version: /isso==(\S+)/.exec(readFileSync(REQUIREMENTS, "utf8"))?.[1] ?? "unknown",
  settings:
    "gunicorn -w 4 --preload isso.run, as documented; SQLite with a rollback journal and synchronous=FULL (its defaults); guard off",
  votes:
    "one for a comment from each /24 network, 142 in all; others, of which next to none are sent, it answers with 200 too",
  client: "its embed.min.js and isso.css, from Isso itself",
  start: startIsso,
};

/** The programs of a virtual environment with what the requirements name. */
async function install() {
  const environment = path.join(keptFolder("isso"), "environment");
  const programs = path.join(environment, "bin");
  if (!existsSync(path.join(programs, "gunicorn"))) {
    await run("python3", ["-m", "venv", environment]);
    await run(path.join(programs, "pip"), [
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "-r",
      REQUIREMENTS,
    ]);
  }
  return programs;
}

/** @type {Peer['start']} */
async function startIsso({ origin = "https://example.org" } = {}) {
  const programs = await install();
  const folder = newFolder("isso");
  const [port, settings, log] = [await freePort(), path.join(folder, "isso.cfg"), path.join(folder, "log")];
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(
    settings,
    `[general]\ndbpath = ${folder}/comments.db\nhost = ${origin}/\n[server]\nlisten = ${url}\n[guard]\nenabled = false\n`,
  );
  const args = ["-b", `127.0.0.1:${port}`, "-w", "4", "--preload", "isso.run"];
  const child = start(path.join(programs, "gunicorn"), args, { log, env: { ISSO_SETTINGS: settings } });
  await untilAnswers(url, child, { log });
  const seed = (page = THREAD_PAGE, thread = 0) =>
    seedThread(({ number, text, parent }) => post(url, page, fields(number, text, parent)), thread);
  return {
    url,
    folder,
    readPath: (page) => `/?uri=${encodeURIComponent(page)}&nested_limit=5`,
    newComment: newComment(),
    vote: VOTE,
    seed,
    stop: () => stop(child),
  };
}

/** @param {string} number @param {string} text @param {number} [parent] */
const fields = (number, text, parent) => ({
  author: `Reader ${number}`,
  text: words(number, text),
  title: "A page",
  ...(parent && { parent }),
});

/** @param {string} url @param {string} page @param {ReturnType<typeof fields>} comment @returns {Promise<number>} */
async function post(url, page, comment) {
  const response = await fetch(`${url}/new?uri=${encodeURIComponent(page)}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(comment),
  });
  if (response.status !== 201) throw new Error(`Isso took no comment: ${response.status}`);
  return /** @type {{id: number}} */ (await response.json()).id;
}

/**
 * Voters are told apart by their network alone, which Isso takes from X-Forwarded-For whoever sends it.
 * @type {import('../load.mjs').Kind}
 */
const VOTE = {
  method: "POST",
  path: "/id/{comment}/like",
  headers: { "content-type": "application/json", "x-forwarded-for": "{address}" },
  body: "",
};

/** @returns {import('../load.mjs').Kind} */
function newComment() {
  return {
    method: "POST",
    path: "/new?uri={page}",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fields("{number}", "{text}")),
  };
}
