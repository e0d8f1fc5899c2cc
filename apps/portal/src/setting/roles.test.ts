// Guarantee: the choice of roles offers exactly what the server would let this person give.
import { scopesOf } from "@ingot/governance";
import { expect, test } from "vitest";
import { mayHandle, rolesToGive } from "./roles.ts";

const sessionOf = (role: string) => ({ scopes: [...scopesOf(role)] });
const given = (role: string) => rolesToGive(sessionOf(role)).map(({ value }) => value);

test("an owner gives every role, an admin none that may do more", () => {
  expect(given("owner")).toEqual(["owner", "admin", "engineer", "finance", "viewer"]);
  expect(given("admin")).toEqual(["admin", "engineer", "viewer"]);
  expect(mayHandle(sessionOf("admin"), "owner")).toBe(false);
  expect(mayHandle(sessionOf("owner"), "emperor")).toBe(false);
});
