// Guarantees: what a page offers is what the server permits, and a closed button says in words what is closed to whom.
import { type Scope, scopesOf } from "@ingot/governance";
import { expect, test } from "vitest";
import { refusalInWords } from "../words/deeds.ts";
import { holds } from "./may.tsx";

const sessionOf = (role: string) => ({ scopes: [...scopesOf(role)] });
const acts: readonly Scope[] = ["quote.write", "contract.accept", "contract.write", "dataset.write", "member.write"];

test("a viewer is offered nothing that writes, an owner everything, an engineer no signature", () => {
  expect(acts.filter((scope) => holds(sessionOf("viewer"), scope))).toEqual([]);
  expect(acts.filter((scope) => holds(sessionOf("owner"), scope))).toEqual(acts);
  expect(holds(sessionOf("engineer"), "contract.accept")).toBe(false);
  expect(holds(sessionOf("engineer"), "contract.write")).toBe(true);
});

test("the reason names the role and the deed", () => {
  expect(refusalInWords("contract.accept", "viewer")).toBe("The role viewer may not accept quotes.");
  expect(refusalInWords("fleet.write", "finance_staff")).toBe(
    "The role finance staff may not break nodes or make keys.",
  );
});
