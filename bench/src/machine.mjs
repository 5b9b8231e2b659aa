// Which machine and which versions the figures are of.

import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import { newFolder, REPOSITORY } from "./places.mjs";
import { run } from "./shell.mjs";

/** What a command prints first, or that it is not there. @param {string} command @param {string[]} args */
async function firstLine(command, ...args) {
  try {
    return (await run(command, args, { cwd: REPOSITORY })).trim().split("\n")[0];
  } catch {
    return "none";
  }
}

/** Whether something else has kept the processors busy. The build has, too: `bench/run` looks before it builds. */
function loadAverage() {
  return Number(Number(process.env.LOAD_AVERAGE_BEFORE ?? os.loadavg()[0]).toFixed(2));
}

export async function describeMachine() {
  const processor = os.cpus()[0]?.model ?? "unknown";
  return {
    processor,
    cores: os.availableParallelism(),
    memory_gib: Number((os.totalmem() / 2 ** 30).toFixed(1)),
    kernel: `${os.type()} ${os.release().split("-")[0]}`,
    system: distribution(),
    file_system: (await run("df", ["--output=fstype", newFolder("disk")])).trim().split("\n")[1],
    load_average_before: loadAverage(),
  };
}

/** In a line. @param {Awaited<ReturnType<typeof describeMachine>>} machine */
export function machineWords({ processor, cores, memory_gib, kernel, file_system }) {
  return `${processor}, ${cores} cores, ${memory_gib} GiB, ${kernel}, ${file_system}`;
}

/** What is to be said of figures where something else ran. @param {{load_average_before: number}} machine @returns {string | undefined} */
export function busyWords({ load_average_before: load }) {
  if (load <= 1) return undefined;
  return `The machine was busy before (load average ${load}): the figures are for orientation only.`;
}

function distribution() {
  const file = "/etc/os-release";
  const name = existsSync(file) ? /PRETTY_NAME="(.*)"/.exec(readFileSync(file, "utf8")) : null;
  return name?.[1] ?? os.platform();
}

export async function describeVersions() {
  // It calls its own version a failure.
  const wrk = await run("sh", ["-c", "wrk --version || true"]);
  return {
    rejoinder: await firstLine("git", "describe", "--always", "--dirty"),
    rust: (await firstLine("rustc", "--version")).split(" ")[1],
    actix_web: locked("actix-web"),
    rusqlite: locked("rusqlite"),
    node: process.version,
    wrk: /wrk (\S*\d\S*)/.exec(wrk)?.[1] ?? "unknown",
  };
}

/** The version of a crate in Cargo.lock. @param {string} crate */
function locked(crate) {
  const lock = readFileSync(`${REPOSITORY}/Cargo.lock`, "utf8");
  return new RegExp(`name = "${crate}"\nversion = "(.*)"`).exec(lock)?.[1] ?? "unknown";
}
