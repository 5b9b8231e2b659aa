// The web sites a reader's browser meets beside the comment server: the page with the article, and what serves files as a CDN would.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";

/** @typedef {{origin: string, stop: () => void}} Site */

/** @param {import('node:http').RequestListener} answer @returns {Promise<Site>} */
async function startSite(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${port}`, stop };
}

/** The query says whose comments stand below the article: what tells threads apart is the path alone. */
export const addressOf = (
  /** @type {string} */ origin,
  /** @type {string} */ page,
  /** @type {string} */ name,
) => `${origin}${page}?${new URLSearchParams({ comments: name })}`;

/**
 * Somebody's page: a short article, the comments where the reader sees them at once, and a foot.
 * @param {(name: string) => string} placeOf the tags that a contender's documentation asks for
 */
export function startHost(placeOf) {
  return startSite((request, response) => {
    const name = new URL(request.url ?? "/", "http://host").searchParams.get("comments");
    if (name === null) response.writeHead(204).end();
    else response.setHeader("content-type", "text/html; charset=utf-8").end(hostPage(placeOf(name)));
  });
}

const hostPage = (/** @type {string} */ comments) => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>A page</title>
<style>body { max-width: 672px; margin: 2rem auto; padding: 0 16px; font: 18px/1.6 serif }</style></head>
<body><main><h1>How the tide comes in</h1>
<p>It comes in twice a day, a little later each time.</p>
${comments}
</main><footer>The end of the page.</footer></body></html>`;

/** @type {Record<string, string>} */
const TYPES = { ".js": "text/javascript", ".css": "text/css" };

/** Serves a folder's scripts and style sheets to any origin, brotli at its best, as public CDNs do. @param {string} folder */
export function startFiles(folder) {
  /** @type {Map<string, Buffer>} */
  const packed = new Map();
  return startSite((request, response) => {
    const name = path.basename(new URL(request.url ?? "/", "http://files").pathname);
    const type = TYPES[path.extname(name)];
    if (!type) {
      response.writeHead(404).end();
      return;
    }
    const bytes = packed.get(name) ?? brotliCompressSync(readFileSync(path.join(folder, name)));
    packed.set(name, bytes);
    response.writeHead(200, {
      "content-type": `${type}; charset=utf-8`,
      "content-encoding": "br",
      "content-length": bytes.length,
      "access-control-allow-origin": "*",
    });
    response.end(bytes);
  });
}
