// A comment server of the tests' own, in a throw-away folder, without limits.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "./api";
import { Program, run, runWith } from "./program";
import { until } from "./wait";

export interface Site {
  key: string;
  origins: string[];
  flags?: string[];
}

export interface Credentials {
  email: string;
  password: string;
}

const PASSWORD = "correct horse battery staple";

export class Server {
  private constructor(
    private readonly folder: string,
    private program: Program,
    readonly origin: string,
  ) {}

  static async start(...sites: Site[]): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "rejoinder-browser-"));
    await writeConfig(folder, "127.0.0.1:0");
    for (const site of sites) await addSite(folder, site);
    const program = await Program.start("serve", "--config", configIn(folder));
    return new Server(folder, program, program.origin);
  }

  api(site: string): Api {
    return new Api(this.origin, site);
  }

  /** Adds a site, and waits until the running server knows it. */
  async addSite(site: Site): Promise<Api> {
    await addSite(this.folder, site);
    const api = this.api(site.key);
    await until(`the site ${site.key} to be known`, () => api.isKnown());
    return api;
  }

  async setSite(key: string, ...flags: string[]): Promise<void> {
    await run("site", "set", key, ...flags, "--config", configIn(this.folder));
  }

  /** Adds an account that may do everything. */
  async addOwner(name: string): Promise<Credentials> {
    const credentials = { email: `${name.toLowerCase().replaceAll(" ", ".")}@staff.example`, password: PASSWORD };
    const who = [credentials.email, "--name", name, "--role", "owner", "--password-stdin"];
    await runWith(PASSWORD, "account", "add", ...who, "--config", configIn(this.folder));
    return credentials;
  }

  /** The server goes away; `startAgain` brings it back at the same address. */
  async stop(): Promise<void> {
    await this.program.stop();
  }

  async startAgain(): Promise<void> {
    await writeConfig(this.folder, new URL(this.origin).host);
    this.program = await Program.start("serve", "--config", configIn(this.folder));
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Many voters come from this one machine. */
async function addSite(folder: string, { key, origins, flags = [] }: Site): Promise<void> {
  const where = origins.flatMap((origin) => ["--origin", origin]);
  const votes = ["--votes-per-network", "1000"];
  await run("site", "add", key, "--name", `The ${key}`, ...where, ...votes, ...flags, "--config", configIn(folder));
}

const configIn = (folder: string): string => join(folder, "rejoinder.toml");

const writeConfig = (folder: string, listen: string): Promise<void> =>
  writeFile(
    configIn(folder),
    `[server]
listen = "${listen}"
[data]
folder = "${join(folder, "data")}"
[limits]
enabled = false
[log]
level = "warn"
`,
  );

/** The demo as it stands after its start: a small blog with lively threads. */
export const startDemo = (): Promise<Program> => Program.start("demo", "--listen", "127.0.0.1:0");

/** Whom the demo has made its owner, as it says itself. */
export async function demoOwner(demo: Program): Promise<Credentials> {
  const [, email = "", password = ""] = await demo.printedLine(/as (\S+@\S+) with the password (\S+)/);
  return { email, password };
}
