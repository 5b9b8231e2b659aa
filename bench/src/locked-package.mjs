import { createRequire } from "node:module";
import path from "node:path";
import { REPOSITORY } from "./places.mjs";

/**
 * A package as another part of the repository locks it; ends the program where it is not installed.
 * @param {string} part
 * @param {string} name
 */
export function lockedPackage(part, name) {
  const require = createRequire(path.join(REPOSITORY, part, "package.json"));
  try {
    return require(name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
    console.error(`${name} is missing: npm ci --prefix ${part}`);
    process.exit(1);
  }
}
