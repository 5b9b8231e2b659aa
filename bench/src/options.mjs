// What is written behind a command. A mistake is told in one line, before anything has been built or measured.

import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { getSystemErrorMap, parseArgs } from "node:util";

/** @typedef {Record<string, {type: "boolean" | "string"}>} Known */
/** @typedef {{values: Record<string, string | boolean | undefined>, positionals: string[]}} Written */

/** The usual exit code of a command that was not written as it has to be. */
const MISTAKE = 2;

export class Mistake extends Error {}

/**
 * What `read` makes of what is written. Help, or a mistake, ends the program.
 * @template Options
 * @param {{command: string, usage: string, help: string, read: () => Options}} order
 * @returns {Options}
 */
export function optionsOrEnd({ command, usage, help, read }) {
  try {
    return read();
  } catch (error) {
    if (error instanceof HelpIsWanted) {
      console.log(`usage: ${usage}\n\n${help}`);
      process.exit(0);
    }
    if (!(error instanceof Mistake)) throw error;
    console.error(`${command}: ${error.message} (usage: ${usage})`);
    process.exit(MISTAKE);
  }
}

class HelpIsWanted extends Error {}

/** Each option once, with a value where it takes one. @param {string[]} args @param {Known} known @returns {Written} */
export function parse(args, known) {
  const options = /** @type {Known} */ ({ ...known, help: { type: "boolean" } });
  // Strictly, it would throw with words about `--` that help nobody here.
  const { values, positionals, tokens } = parseArgs({
    args,
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const written = tokens.filter((token) => token.kind === "option");
  for (const { name, rawName, value } of written) {
    if (!Object.hasOwn(options, name)) throw new Mistake(`there is no option ${rawName}`);
    const takesValue = options[name].type === "string";
    if (takesValue && (!value || value.startsWith("-")))
      throw new Mistake(`${rawName} needs a value behind it`);
    if (!takesValue && value !== undefined) throw new Mistake(`${rawName} takes no value`);
    if (written.filter((other) => other.name === name).length > 1)
      throw new Mistake(`${rawName} is there twice`);
  }
  if (values.help) throw new HelpIsWanted();
  return { values, positionals };
}

/**
 * Whether a file that is written at the end can be: nobody wants to know that after an hour.
 * @param {string} name of the option
 * @param {string} file
 */
export function checkWritable(name, file) {
  const isNew = !existsSync(file);
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    const { errno = 0, message } = /** @type {NodeJS.ErrnoException} */ (error);
    const reason = getSystemErrorMap().get(errno)?.[1] ?? message;
    throw new Mistake(
      `${name} ${file} cannot be written: ${reason}; name a file in a folder that you may write to`,
    );
  }
  if (isNew) rmSync(file);
}
