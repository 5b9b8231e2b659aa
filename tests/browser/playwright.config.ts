import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { chromium } from "./support/chromium";

export default defineConfig({
  testDir: "specs",
  outputDir: join(tmpdir(), "rejoinder-browser-results"),
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  forbidOnly: Boolean(process.env.CI),
  use: {
    browserName: "chromium",
    launchOptions: chromium,
    viewport: { width: 1280, height: 900 },
    locale: "en-GB",
    colorScheme: "light",
    actionTimeout: 20_000,
    navigationTimeout: 40_000,
    trace: "off",
  },
});
