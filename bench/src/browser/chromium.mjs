// Debian's Chromium, through the Playwright that the browser tests lock.

import { lockedPackage } from "../locked-package.mjs";

/** As the browser tests have it. */
const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** @typedef {import('../../../tests/browser/node_modules/@playwright/test/index.js').Browser} Browser */
/** @typedef {import('../../../tests/browser/node_modules/@playwright/test/index.js').Page} Page */
/** @typedef {import('../../../tests/browser/node_modules/@playwright/test/index.js').CDPSession} Session */

/** @returns {Promise<Browser>} */
export function startChromium() {
  const { chromium } =
    /** @type {typeof import('../../../tests/browser/node_modules/@playwright/test/index.js')} */ (
      lockedPackage("tests/browser", "@playwright/test")
    );
  return chromium.launch({
    executablePath: PROGRAM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      // What lies outside this machine has no address: it fails at once, whether there is a network or not.
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}
