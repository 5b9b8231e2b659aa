// Every process that a measurement starts, so that each is ended by its id however the run ends.

import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** @type {Set<ChildProcess>} */
const running = new Set();

/** How long a process may take to end by itself once it is told to. */
const PATIENCE_MS = 10_000;

/**
 * Starts a server in a process group of its own, which is ended as one: some have workers.
 * @param {string} command
 * @param {string[]} args
 * @param {{log: string, env?: Record<string, string>, cwd?: string}} options `log` takes what it prints
 * @returns {ChildProcess}
 */
export function start(command, args, { log, env = {}, cwd }) {
  const output = openSync(log, "a");
  const child = spawn(command, args, {
    detached: true,
    stdio: ["ignore", output, output],
    env: { ...process.env, ...env },
    cwd,
  });
  closeSync(output);
  running.add(child);
  child.on("error", () => running.delete(child));
  child.on("exit", () => running.delete(child));
  return child;
}

/** @param {ChildProcess} child */
const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

/** @param {ChildProcess} child @param {NodeJS.Signals} signal */
function signalGroup(child, signal) {
  try {
    process.kill(-(/** @type {number} */ (child.pid)), signal);
  } catch {
    // It has ended in between.
  }
}

/**
 * Tells a process to end, waits for that, and does not wait for ever.
 * @param {ChildProcess} child
 */
export async function stop(child) {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  signalGroup(child, "SIGTERM");
  const timer = new AbortController();
  const late = sleep(PATIENCE_MS, "late", { signal: timer.signal }).catch(() => undefined);
  if ((await Promise.race([ended, late])) === "late") {
    signalGroup(child, "SIGKILL");
    await ended;
  }
  timer.abort();
}

/** Ends whatever still runs, at once. */
function stopAll() {
  for (const child of running) signalGroup(child, "SIGKILL");
}

/** Sees to it that nothing outlives this program. */
export function stopAllAtExit() {
  process.on("exit", stopAll);
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => process.exit(130));
  }
}

/** @returns {Promise<number>} a port of the loopback interface that nobody listens on */
export async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Waits until an address answers, and complains with the server's own words where it never does.
 * @param {string} url
 * @param {ChildProcess} child
 * @param {{log: string, seconds?: number}} options
 */
export async function untilAnswers(url, child, { log, seconds = 60 }) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end && !hasEnded(child)) {
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      await sleep(5);
    }
  }
  throw new Error(`${url} did not answer: ${lastLines(log)}`);
}

/** @param {string} file */
function lastLines(file) {
  return readFileSync(file, "utf8").trim().split("\n").slice(-3).join(" | ").slice(0, 400);
}
