// Commands that run to their end.

import { spawn } from "node:child_process";

/**
 * Runs a command and returns what it prints; its complaints are part of the error where it fails.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, show?: boolean}} [options] `show`: what it prints is shown instead
 * @returns {Promise<string>}
 */
export function run(command, args, { cwd, env = {}, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = /** @type {import('node:child_process').StdioOptions} */ (
      show ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"]
    );
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio });
    let [printed, complained] = ["", ""];
    child.stdout?.on("data", (data) => (printed += data));
    child.stderr?.on("data", (data) => (complained += data));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(printed);
      else
        reject(
          new Error(
            `${command} ${args[0] ?? ""} failed (${code}): ${(complained || printed).trim().slice(-600)}`,
          ),
        );
    });
  });
}
