// Guarantee: a refusal is shown in the API's own words and is not repeated; a lost connection is, and says so.
import { expect, it } from "vitest";
import { failureOf, isWorthRepeating } from "./failure.ts";

const refused = Object.assign(new Error("tokens must be 1 or more, received 0"), {
  data: { code: "BAD_REQUEST", requestId: "req_1", service: { code: "VALIDATION", details: {} } },
});

it("takes code and words from the service error", () => {
  expect(failureOf(refused)).toEqual({
    code: "VALIDATION",
    message: "tokens must be 1 or more, received 0",
    requestId: "req_1",
  });
  expect(isWorthRepeating(refused)).toBe(false);
});

it("names a lost connection", () => {
  const lost = new TypeError("Failed to fetch");
  expect(failureOf(lost).code).toBe("NETWORK");
  expect(isWorthRepeating(lost)).toBe(true);
});

it("does not repeat a call that the session may not make", () => {
  const unknown = Object.assign(new Error("sign in first"), { data: { code: "UNAUTHORIZED", service: null } });
  expect(isWorthRepeating(unknown)).toBe(false);
  expect(isWorthRepeating(Object.assign(new Error("x"), { data: { code: "INTERNAL_SERVER_ERROR" } }))).toBe(true);
});
