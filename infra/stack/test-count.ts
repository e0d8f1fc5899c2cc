import { existsSync, readFileSync } from "node:fs";

export interface Count {
  passed: number;
  failed: number;
}

export const plus = (a: Count, b: Count): Count => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
}

/** A runner that failed without a failing test (it crashed, a file did not load) counts as one failure, never as none. */
function count(file: string, exitCode: number, read: (text: string) => Count): Count {
  const counted = existsSync(file) ? read(readFileSync(file, "utf8")) : { passed: 0, failed: 0 };
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

export const countVitest = (file: string, exitCode: number): Count =>
  count(file, exitCode, (text) => {
    const report = JSON.parse(text) as VitestReport;
    const unloaded = report.testResults.filter(
      (result) => result.status === "failed" && result.assertionResults.length === 0,
    );
    return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
  });

export const countPlaywright = (file: string, exitCode: number): Count =>
  count(file, exitCode, (text) => {
    const { stats } = JSON.parse(text) as PlaywrightReport;
    return { passed: stats.expected + stats.flaky, failed: stats.unexpected };
  });

/** The last line of a test run; .ci/run ends with it. */
export const countLine = ({ passed, failed }: Count): string => `${passed} passed, ${failed} failed`;
