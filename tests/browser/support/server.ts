// A comment server of the tests' own, in a throw-away folder, without limits.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "./api";
import { Mailbox } from "./mail";
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

/** How a server sends mail: into files that its `mailbox` reads, or by SMTP; without, not at all. */
export type MailWay = "folder" | { smtpPort: number; attempts: number };

export interface Setup {
  sites: Site[];
  mail?: MailWay;
}

const PASSWORD = "correct horse battery staple";

export class Server {
  /** What it has sent, where its mail goes into a folder. */
  readonly mailbox: Mailbox;

  private constructor(
    private readonly folder: string,
    private readonly mail: MailWay | undefined,
    private program: Program,
    readonly origin: string,
  ) {
    this.mailbox = new Mailbox(mailIn(folder));
  }

  static async start({ sites, mail }: Setup): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "rejoinder-browser-"));
    await writeConfig(folder, "127.0.0.1:0", mail);
    for (const site of sites) await addSite(folder, site);
    const program = await Program.start("serve", "--config", configIn(folder));
    return new Server(folder, mail, program, program.origin);
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
    await writeConfig(this.folder, new URL(this.origin).host, this.mail);
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

const mailIn = (folder: string): string => join(folder, "mail");

const writeConfig = (folder: string, listen: string, mail?: MailWay): Promise<void> =>
  writeFile(
    configIn(folder),
    `[server]
listen = "${listen}"
${typeof mail === "object" ? 'public_url = "http://localhost"' : ""}
[data]
folder = "${join(folder, "data")}"
[limits]
enabled = false
[log]
level = "warn"
${mail ? mailConfig(folder, mail) : ""}`,
  );

function mailConfig(folder: string, mail: MailWay): string {
  const way =
    mail === "folder"
      ? `transport = "folder"\nfolder = "${mailIn(folder)}"`
      : `transport = "smtp"\nsmtp_url = "smtp://127.0.0.1:${mail.smtpPort}"\nattempts = ${mail.attempts}`;
  return `[mail]\n${way}\nfrom = "The tests <comments@rejoinder.example>"\nper_minute = 10000\n`;
}

/** The demo as it stands after its start: a small blog with lively threads. */
export const startDemo = (): Promise<Program> => Program.start("demo", "--listen", "127.0.0.1:0");

/** Whom the demo has made its owner, as it says itself. */
export async function demoOwner(demo: Program): Promise<Credentials> {
  const [, email = "", password = ""] = await demo.printedLine(/as (\S+@\S+) with the password (\S+)/);
  return { email, password };
}
