// Measures Rejoinder beside what the machine can do and beside its peers: `bench/run [--quick] [--json FILE] [--plot FILE] [--only NAME,…]`.

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { describeMachine, describeVersions } from "./machine.mjs";
import { plot } from "./plot.mjs";
import { stopAllAtExit } from "./processes.mjs";
import { full, quick } from "./programme.mjs";
import { measurementTable, ratioTable } from "./table.mjs";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean" },
    json: { type: "string" },
    plot: { type: "string" },
    only: { type: "string" },
  },
});

stopAllAtExit();
const machine = await describeMachine();
const versions = await describeVersions();
const machineLine = `${machine.processor}, ${machine.cores} cores, ${machine.memory_gib} GiB, ${machine.kernel}, ${machine.file_system}`;
console.log(machineLine);
console.log(
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", "),
);

/** @type {import('./compare.mjs').Measurement[]} */
const measurements = [];
const only = options.only?.split(",");
for (const [name, measure] of Object.entries(options.quick ? quick : full)) {
  if (only && !only.includes(name)) continue;
  const begun = performance.now();
  const measurement = await measure();
  measurements.push(measurement);
  console.log(measurementTable(measurement));
  console.error(`${name} took ${Math.round((performance.now() - begun) / 1000)} s`);
}
console.log(ratioTable(measurements));

if (options.json) {
  const named = measurements
    .flatMap(({ rows }) => rows.flatMap(({ ratios }) => ratios))
    .filter(({ name }) => name);
  const ratios = Object.fromEntries(named.map(({ name, ratio }) => [name, ratio.median]));
  const command = ["bench/run", ...process.argv.slice(2)].join(" ");
  writeFileSync(
    options.json,
    `${JSON.stringify({ command, at: new Date().toISOString(), machine, versions, ratios, measurements }, null, 2)}\n`,
  );
}
if (options.plot) writeFileSync(options.plot, plot(measurements, machineLine));
process.exit(0);
