// Guarantee: what a search finds late, for a question that is asked no more, is never shown as part of another's front.
import { expect, test } from "vitest";
import { firstState, type PlannerQuestion } from "../state.ts";
import { frontParts } from "./front.ts";
import { resolve } from "./resolve.ts";

const before: PlannerQuestion = { ...firstState, model: "llama3-8b", devices: 8 };
const now: PlannerQuestion = { ...before, batch: 64 };

async function partsOf(question: PlannerQuestion) {
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable") throw new Error(resolved.problems.join(" "));
  return frontParts(question, resolved);
}

test("a late search is known to its own question alone", async () => {
  const late = await partsOf(before);
  const [first] = await partsOf(now);
  expect(late[0]?.search().length).toBeGreaterThan(0);
  expect((await partsOf(now)).map(({ known }) => known)).toEqual(late.map(() => null));
  const found = first?.search();
  expect((await partsOf({ ...now, devices: 16 })).map(({ known }) => known)).toContain(found);
});
