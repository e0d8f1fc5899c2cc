// Guarantees which role holds which scope, that customers hold none of our own, and that a misspelt role opens nothing.
import { expect, test } from "vitest";
import type { Role } from "./roles.ts";
import { roles, scopes, scopesOf, scopesOfKey } from "./roles.ts";

const platformOnly = [
  "fleet.read",
  "fleet.write",
  "books.read",
  "books.write",
  "ledger.read",
  "credit.write",
  "platform_audit.read",
] as const;
const names = Object.keys(roles) as Role[];

test("every scope belongs to some role, and none is listed twice", () => {
  const given = new Set(names.flatMap((name) => [...scopesOf(name)]));
  expect(scopes.filter((scope) => !given.has(scope))).toEqual([]);
  expect(new Set(scopes).size).toBe(scopes.length);
});

test("no customer holds a scope of the platform, and no staff role reads customers' artifacts", () => {
  for (const name of names) {
    const held = scopesOf(name);
    if (roles[name].side === "organization")
      expect(
        platformOnly.filter((scope) => held.has(scope)),
        name,
      ).toEqual([]);
    else
      expect(
        [...held].filter((scope) => /^(dataset|checkpoint|quote|contract)\./.test(scope)),
        name,
      ).toEqual([]);
  }
});

test("viewers and auditors change nothing; an engineer does not sign", () => {
  for (const name of ["viewer", "auditor"])
    expect(
      [...scopesOf(name)].every((scope) => scope.endsWith(".read")),
      name,
    ).toBe(true);
  expect(scopesOf("engineer").has("contract.accept")).toBe(false);
  for (const name of ["owner", "admin", "finance"]) expect(scopesOf(name).has("contract.accept"), name).toBe(true);
});

test("an unknown role has no scope", () => {
  for (const name of ["", "root", "Owner", "constructor", "__proto__"]) expect(scopesOf(name).size, name).toBe(0);
});

test("a key has its own scopes and never more than its maker's role has now", () => {
  expect([...scopesOfKey(["dataset.read", "contract.accept", "everything"], "engineer")]).toEqual(["dataset.read"]);
  expect(scopesOfKey(["dataset.read"], "gone").size).toBe(0);
});
