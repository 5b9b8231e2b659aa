// Where things are, and where measurements keep their files: on the same disk as the build.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";

export const REPOSITORY = path.join(import.meta.dirname, "..", "..");
export const PEERS_FOLDER = path.join(REPOSITORY, "bench", "peers");
const TARGET = path.resolve(REPOSITORY, process.env.CARGO_TARGET_DIR ?? "target");

/** @param {string} name of a program that the release build makes */
export const binary = (name) => path.join(TARGET, "release", name);

/** Kept from run to run: what peers install. */
export function keptFolder(/** @type {string} */ name) {
  const folder = path.join(TARGET, "bench", name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** @type {string | undefined} */
let scratch;

/** A new folder, gone when the program ends. @param {string} name */
export function newFolder(name) {
  if (!scratch) {
    scratch = mkdtempSync(path.join(keptFolder("runs"), "run-"));
    process.on("exit", () => rmSync(/** @type {string} */ (scratch), { recursive: true, force: true }));
  }
  return mkdtempSync(path.join(scratch, `${name}-`));
}
