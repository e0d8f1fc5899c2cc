// Guarantees: the last line of a test run never claims a pass that did not happen.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { countLine, countPlaywright, countVitest, plus } from "./test-count.ts";

const folder = mkdtempSync(path.join(tmpdir(), "ingot-count-"));
const file = path.join(folder, "report.json");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (value: unknown): void => writeFileSync(file, JSON.stringify(value));

it("adds vitest and Playwright", () => {
  write({ numPassedTests: 10, numFailedTests: 2, testResults: [] });
  const vitest = countVitest(file, 1);
  write({ stats: { expected: 3, unexpected: 1, flaky: 1 } });
  expect(countLine(plus(vitest, countPlaywright(file, 1)))).toBe("14 passed, 3 failed");
});

it("counts a file that did not load as a failure", () => {
  write({ numPassedTests: 5, numFailedTests: 0, testResults: [{ status: "failed", assertionResults: [] }] });
  expect(countVitest(file, 1)).toEqual({ passed: 5, failed: 1 });
});

it("counts a runner that died as a failure, with or without a report", () => {
  write({ numPassedTests: 5, numFailedTests: 0, testResults: [] });
  expect(countVitest(file, 1)).toEqual({ passed: 5, failed: 1 });
  expect(countVitest(path.join(folder, "none.json"), 1)).toEqual({ passed: 0, failed: 1 });
  expect(countPlaywright(path.join(folder, "none.json"), 1)).toEqual({ passed: 0, failed: 1 });
});
