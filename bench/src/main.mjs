// Measures Rejoinder beside what the machine can do and beside its peers: bench/run.

import { writeFileSync } from "node:fs";
import { busyWords, describeMachine, describeVersions, machineWords } from "./machine.mjs";
import { plot } from "./plot.mjs";
import { stopAllAtExit } from "./processes.mjs";
import { full, quick } from "./programme.mjs";
import { runOptions } from "./run-options.mjs";
import { measurementTable, ratioTable } from "./table.mjs";

const { isQuick, only, json, plot: picture } = runOptions(process.argv.slice(2));

stopAllAtExit();
const machine = await describeMachine();
const versions = await describeVersions();
const busy = busyWords(machine);
console.log(machineWords(machine));
if (busy) console.log(busy);
console.log(
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", "),
);

/** @type {import('./compare.mjs').Measurement[]} */
const measurements = [];
for (const [name, measure] of Object.entries(isQuick ? quick : full)) {
  if (only && !only.includes(name)) continue;
  const begun = performance.now();
  const measurement = await measure();
  measurements.push(measurement);
  console.log(measurementTable(measurement));
  console.error(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
}
console.log(ratioTable(measurements));
if (busy) console.log(busy);

if (json) {
  const named = measurements
    .flatMap(({ rows }) => rows.flatMap(({ ratios }) => ratios))
    .filter(({ name }) => name);
  const ratios = Object.fromEntries(named.map(({ name, ratio }) => [name, ratio.median]));
  const command = ["bench/run", ...process.argv.slice(2)].join(" ");
  writeFileSync(
    json,
    `${JSON.stringify({ command, at: new Date().toISOString(), machine, versions, ratios, measurements }, null, 2)}\n`,
  );
}
if (picture) writeFileSync(picture, plot(measurements, [machineWords(machine), busy ?? ""]));
process.exit(0);
