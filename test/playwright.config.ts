import { defineConfig, devices } from "@playwright/test";
import { browserArguments } from "./e2e/browser.ts";

const baseURL = process.env["INGOT_PORTAL_URL"];
if (baseURL === undefined) throw new Error("run the end-to-end tests by `npm test`: it opens a stack for them");

export default defineConfig({
  testDir: ".",
  testMatch: ["e2e/*.spec.ts", "integration/*.spec.ts"],
  outputDir: "../.ingot/e2e",
  fullyParallel: false,
  workers: 2,
  // They end what hangs; a machine at a third of its speed must not meet them.
  timeout: 360_000,
  expect: { timeout: 40_000 },
  forbidOnly: true,
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    viewport: { width: 1440, height: 900 },
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    colorScheme: "light",
    actionTimeout: 40_000,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env["INGOT_CHROMIUM"],
      args: [...browserArguments],
    },
  },
});
