// For the wrappers, before they build: `node check-options.mjs run|soak …`. Ends with 2 after a mistake.

import { runOptions } from "./run-options.mjs";
import { soakOptions } from "./soak-options.mjs";

const [, , command, ...args] = process.argv;
if (command === "run") runOptions(args);
else soakOptions(args);
