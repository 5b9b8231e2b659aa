// The real program: commands that end, and processes that say where they listen.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { until } from "./wait";

const PATIENCE_MS = 30_000;

const root = resolve(import.meta.dirname, "..");
const binary = resolve(root, process.env.REJOINDER_BIN ?? "../../target/debug/rejoinder");

/** Runs a command of the program to its end and gives what it printed. */
export async function run(...parameters: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, parameters);
  return stdout;
}

/** The same for a command that reads a line from its standard input. */
export async function runWith(input: string, ...parameters: string[]): Promise<string> {
  const running = promisify(execFile)(binary, parameters);
  running.child.stdin?.end(`${input}\n`);
  return (await running).stdout;
}

/** A running server, known by the address it printed. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    readonly origin: string,
    private readonly printed: readonly string[],
  ) {}

  /** Waits for a line of this kind on its standard output. */
  async printedLine(kind: RegExp): Promise<RegExpExecArray> {
    const find = () => this.printed.map((line) => kind.exec(line)).find((found) => found !== null);
    await until(`a line like ${kind}`, async () => find() !== undefined);
    return find()!;
  }

  static async start(...parameters: string[]): Promise<Program> {
    const child = spawn(binary, parameters, { stdio: ["ignore", "pipe", "pipe"] });
    const killAtExit = () => child.kill("SIGKILL");
    process.once("exit", killAtExit);
    child.once("exit", () => process.off("exit", killAtExit));
    let log = "";
    child.stderr.on("data", (data) => (log += data));
    const lines = createInterface({ input: child.stdout });
    const printed: string[] = [];
    const origin = await new Promise<string>((found, failed) => {
      const giveUp = (why: string) => {
        child.kill("SIGKILL");
        failed(new Error(`${binary} ${parameters.join(" ")}: ${why}; it logged: ${log}`));
      };
      const timer = setTimeout(() => giveUp("does not say where it listens"), PATIENCE_MS);
      child.once("error", (error) => giveUp(error.message));
      child.once("exit", (code) => giveUp(`ended with ${code}`));
      lines.on("line", (line) => {
        printed.push(line);
        const address = /listens on (http:\S+)/.exec(line)?.[1];
        if (!address) return;
        clearTimeout(timer);
        child.removeAllListeners("exit");
        child.once("exit", () => process.off("exit", killAtExit));
        found(address);
      });
    });
    return new Program(child, origin, printed);
  }

  /** As a service manager ends it; where that takes too long, at once. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(timer);
  }
}
