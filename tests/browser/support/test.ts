// What every test is given: a server and a host page's server of its worker, and a page of its own to write on.
import { test as base, type Page } from "@playwright/test";
import type { Api } from "./api";
import { ConsoleGuard } from "./console";
import { scriptsFromFolder } from "./dist";
import { atPace } from "./pace";
import { Host, type HostPage, tag } from "./host";
import type { Program } from "./program";
import { Server, startDemo } from "./server";
import { DemoArticle, Thread } from "./thread";

interface Given {
  /** The seconds in which a person writes a comment; null for as fast as the test does. */
  pace: number | null;
  consoleGuard: ConsoleGuard;
  /** What is stopped once the pages of the test are closed: what they ask for to the last is answered. */
  stopLater: (() => Promise<void>)[];
  /** A path no other test uses. */
  path: string;
  /** Opens a host page with the thread of this test; gives the thread once it stands. */
  open(options?: Partial<HostPage> & { tagOptions?: string }): Promise<Thread>;
  /** A second reader, with a browser of their own, on the same page. */
  another(): Promise<Page>;
  /** A demo of this test alone, to write in. */
  ownDemo: Program;
  /** A server of this test alone, to stop and start, with a site `blog`. */
  ownServer: Server;
  demo: DemoArticle;
}

interface GivenToWorker {
  host: Host;
  server: Server;
  /** The site `blog` on that server, whose pages the host shows. */
  api: Api;
  /** A demo only to read in. */
  sharedDemo: Program;
}

let paths = 0;

export const test = base.extend<Given, GivenToWorker>({
  host: [
    async ({}, use) => {
      const host = await Host.start();
      await use(host);
      await host.stop();
    },
    { scope: "worker" },
  ],
  server: [
    async ({ host }, use) => {
      const server = await Server.start({ sites: [{ key: "blog", origins: [host.origin] }] });
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],
  api: [
    async ({ server }, use) => {
      await use(server.api("blog"));
    },
    { scope: "worker" },
  ],
  sharedDemo: [
    async ({}, use) => {
      const demo = await startDemo();
      await use(demo);
      await demo.stop();
    },
    { scope: "worker" },
  ],
  stopLater: async ({}, use) => {
    const stops: (() => Promise<void>)[] = [];
    await use(stops);
    for (const stop of stops) await stop();
  },
  ownDemo: async ({ stopLater }, use) => {
    const demo = await startDemo();
    stopLater.push(() => demo.stop());
    await use(demo);
  },
  ownServer: async ({ host, stopLater }, use) => {
    const server = await Server.start({ sites: [{ key: "blog", origins: [host.origin] }] });
    stopLater.push(() => server.remove());
    await use(server);
  },
  pace: [10, { option: true }],
  // It needs nothing of `stopLater` but to end before it.
  context: async ({ context, pace, stopLater: _ }, use) => {
    await atPace(context, pace);
    await scriptsFromFolder(context);
    await use(context);
    await context.close();
  },
  consoleGuard: [
    async ({ context }, use) => {
      const guard = new ConsoleGuard(context);
      await use(guard);
      guard.verify();
    },
    { auto: true },
  ],
  path: async ({}, use) => {
    paths += 1;
    await use(`/page-${paths}`);
  },
  open: async ({ page, host, api, path }, use) => {
    await use(async ({ tagOptions, ...options } = {}) => {
      await page.goto(host.show(path, { comments: tag(api.server, api.site, tagOptions), ...options }));
      const thread = new Thread(page);
      await thread.ready();
      return thread;
    });
  },
  another: async ({ browser, pace }, use) => {
    const pages: Page[] = [];
    await use(async () => {
      const context = await browser.newContext();
      await atPace(context, pace);
      await scriptsFromFolder(context);
      const page = await context.newPage();
      pages.push(page);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
  demo: async ({ page }, use) => {
    await use(new DemoArticle(page));
  },
});

export { expect } from "@playwright/test";
