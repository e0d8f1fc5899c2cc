// Guarantee: signing in leads back to the page of this portal that asked for it, and nowhere else.
import { expect, test } from "vitest";
import { nextPathOf, signInPath } from "./next-path.ts";

test("a page of the portal is kept with its query", () => {
  expect(nextPathOf("/contracts/ctr_1?tab=money")).toBe("/contracts/ctr_1?tab=money");
  expect(signInPath("/contracts/ctr_1?tab=money")).toBe("/sign-in?next=%2Fcontracts%2Fctr_1%3Ftab%3Dmoney");
});

test("another origin, a program's address and the sign-in itself are not", () => {
  const others = ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:1", ""];
  for (const text of [
    ...others,
    "/api/auth/sign-out",
    "/operator/temporal",
    "/sign-in?next=/sign-in",
    null,
    undefined,
  ]) {
    expect(nextPathOf(text), String(text)).toBeNull();
  }
  expect(nextPathOf("/x/..//evil.example")).toBeNull();
  expect(signInPath("//evil.example")).toBe("/sign-in");
});
