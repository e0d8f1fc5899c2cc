// Guarantee: a refusal by rule ends an activity at once, an outage is tried again, and the table in docs/errors says the same.
import { readFileSync } from "node:fs";
import { errorCodes, ServiceError } from "@ingot/services";
import { ApplicationFailure } from "@temporalio/activity";
import { describe, expect, it } from "vitest";
import { failureOf, retryHelps } from "./error-map.ts";

describe("an activity's failure", () => {
  it.each(["VALIDATION", "FORBIDDEN", "NOT_FOUND", "CONFLICT"] as const)("%s is not retried", (code) => {
    const failure = failureOf(new ServiceError(code, "a rule", { received: 1 }));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: code, message: "a rule", nonRetryable: true, details: [{ received: 1 }] });
  });

  it("an outage is retried, and what is no refusal of ours stays as it was", () => {
    expect(failureOf(new ServiceError("SERVICE_UNAVAILABLE", "away"))).toMatchObject({ nonRetryable: false });
    const broken = Object.assign(new Error("terminating connection"), { code: "57P01" });
    expect(failureOf(broken)).toBe(broken);
  });

  it("follows the table of errors", () => {
    const table = readFileSync(new URL("../../../docs/errors/README.md", import.meta.url), "utf8");
    for (const code of errorCodes) {
      const [, , , , temporal = ""] =
        table
          .split("\n")
          .find((line) => line.startsWith(`| [${code}]`))
          ?.split("|") ?? [];
      expect(`${code}: ${temporal.trim().startsWith("yes")}`).toBe(`${code}: ${retryHelps[code]}`);
    }
  });
});
