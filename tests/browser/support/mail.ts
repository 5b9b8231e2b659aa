// The mails a server has written into its folder, read as their addressees would read them.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { until } from "./wait";

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** By their names in lower case. */
  headers: ReadonlyMap<string, string>;
}

export class Mailbox {
  private readonly mails = new Map<string, Mail>();
  private readonly read = new Set<Mail>();

  constructor(private readonly folder: string) {}

  /** The oldest mail to an address that was not given yet, once it is there. */
  async next(address: string): Promise<Mail> {
    await until(`a mail to ${address}`, async () => (await this.unread(address)).length > 0);
    const [mail] = await this.unread(address);
    this.read.add(mail!);
    return mail!;
  }

  /** What has come to an address and was not given yet, the oldest first. */
  async unread(address: string): Promise<Mail[]> {
    await this.look();
    return [...this.mails.values()].filter((mail) => mail.to === address && !this.read.has(mail));
  }

  private async look(): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const fresh = names.filter((name) => name.endsWith(".eml") && !this.mails.has(name));
    const files = await Promise.all(
      fresh.map(async (name) => {
        const path = join(this.folder, name);
        return { name, at: (await stat(path)).mtimeMs, raw: await readFile(path, "latin1") };
      }),
    );
    for (const { name, raw } of files.sort((a, b) => a.at - b.at)) this.mails.set(name, parse(raw));
  }
}

/** The link of a mail's text to a page of the server. */
export function linkTo(path: string, mail: Mail): string {
  const found = mail.text.match(/https?:\/\/[^\s<>]+/g)?.find((link) => new URL(link).pathname === path);
  if (!found) throw new Error(`no link to ${path} in: ${mail.text}`);
  return found;
}

/** Where the comment stands that a mail is about. */
export function commentLink(mail: Mail): string {
  const [found] = /https?:\/\/\S+#rejoinder-\S+/.exec(mail.text) ?? [];
  if (!found) throw new Error(`no link to a comment in: ${mail.text}`);
  return found;
}

export function codeIn(mail: Mail): string {
  const [code] = /^ {4}\d{6}$/m.exec(mail.text) ?? [];
  if (!code) throw new Error(`no code in: ${mail.text}`);
  return code.trim();
}

function parse(raw: string): Mail {
  const headers = headersOf(raw);
  const boundary = /boundary="?([^";]+)/.exec(headers.get("content-type") ?? "")?.[1];
  const parts = raw.split(`--${boundary}`).slice(1, -1).map((part) => part.replace(/^\r\n/, ""));
  const part = (type: string) => {
    const found = parts.find((one) => headersOf(one).get("content-type")?.startsWith(type));
    if (found === undefined) throw new Error(`no part of ${type} in: ${raw}`);
    return decoded(found);
  };
  const to = headers.get("to") ?? "";
  return {
    to: /<([^>]+)>/.exec(to)?.[1] ?? to,
    subject: unfolded(headers.get("subject") ?? ""),
    text: part("text/plain"),
    html: part("text/html"),
    headers,
  };
}

function headersOf(part: string): Map<string, string> {
  const head = part.slice(0, part.indexOf("\r\n\r\n")).replace(/\r\n[ \t]+/g, " ");
  return new Map(
    head.split("\r\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function decoded(part: string): string {
  const body = part.slice(part.indexOf("\r\n\r\n") + 4);
  const encoding = headersOf(part).get("content-transfer-encoding")?.toLowerCase();
  const bytes =
    encoding === "base64" ? Buffer.from(body, "base64")
    : encoding === "quoted-printable" ? unquoted(body.replace(/=\r\n/g, ""))
    : Buffer.from(body, "latin1");
  return bytes.toString("utf8").replaceAll("\r\n", "\n");
}

const unquoted = (text: string): Buffer =>
  Buffer.from(text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), "latin1");

/** Words of a header that are not ASCII (RFC 2047). */
const unfolded = (header: string): string =>
  header
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, words: string) =>
      (how.toLowerCase() === "b" ? Buffer.from(words, "base64") : unquoted(words.replaceAll("_", " "))).toString("utf8"),
    );
