import { defineConfig, devices } from "@playwright/test";

const baseURL = process.env.INGOT_PORTAL_URL;
if (baseURL === undefined) throw new Error("run the end-to-end tests by `npm test`: it opens a stack for them");

export default defineConfig({
  testDir: "e2e",
  outputDir: "results",
  fullyParallel: false,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  snapshotPathTemplate: "{testDir}/{testFileDir}/{testFileName}-shots/{arg}{ext}",
  use: {
    ...devices["Desktop Chrome"],
    baseURL,
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    colorScheme: "light",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.INGOT_CHROMIUM,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
