// Somebody's web site: another origin than the comment server's, with whatever pages a test wants.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface HostPage {
  title?: string;
  lang?: string;
  dir?: "ltr" | "rtl";
  /** More of the head. */
  head?: string;
  /** A style sheet, served from the host's own address. */
  css?: string;
  /** What stands before and after the place of the comments. */
  before?: string;
  after?: string;
  /** The place of the comments: the script tag, and what else the test wants there. */
  comments: string;
  /** The page's Content-Security-Policy. */
  csp?: string;
}

const ARTICLE = `<h1>How the tide comes in</h1>
<p>It comes in twice a day, a little later each time, and nobody has ever had to restart it.</p>`;
const FOOT = "<footer>The end of the page.</footer>";

/** A well-set page, as the peers were measured on: serif, 18 px, line 1.6, a column of 672 px. */
export const PLAIN = `:root { color-scheme: light dark }
body { max-width: 672px; margin: 2rem auto; padding: 0 16px; font: 18px/1.6 "Liberation Serif", serif }`;

export class Host {
  readonly origin: string;
  private readonly files = new Map<string, { type: string; text: string; csp?: string }>();

  private constructor(private readonly server: Server) {
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      const { pathname } = new URL(request.url ?? "/", this.origin);
      const file = this.files.get(pathname);
      if (!file) {
        response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
        return;
      }
      response.setHeader("Content-Type", `${file.type}; charset=utf-8`);
      if (file.csp) response.setHeader("Content-Security-Policy", file.csp);
      response.end(file.text);
    });
  }

  static async start(): Promise<Host> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return new Host(server);
  }

  /** Puts a page at a path and gives its address. */
  show(path: string, page: HostPage): string {
    const { title = "How the tide comes in", lang = "en", dir = "ltr", head = "", css = PLAIN } = page;
    const { before = ARTICLE, after = FOOT, comments, csp } = page;
    const style = `${path}.css`;
    this.files.set(style, { type: "text/css", text: css });
    const text = `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="stylesheet" href="${style}">${head}</head>
<body><main>${before}
${comments}
</main>${after}</body></html>`;
    this.files.set(path, { type: "text/html", text, csp });
    return this.origin + path;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** The one tag a site needs. */
export const tag = (server: string, site: string, options = ""): string =>
  `<script src="${server}/embed.js" data-site="${site}" ${options} async></script>`;
