// Guarantee: the page names every size of a growing batch that its layout cannot share evenly, as the command line does,
// and none where each can be shared; a ramp that is none is refused by its rule.
import { expect, it } from "vitest";
import { firstState } from "../state.ts";
import { resolve } from "../worker/resolve.ts";
import { wholeRunView } from "../worker/whole-run.ts";
import { unevenText } from "./uneven-text.ts";

async function rampOf(from: number, increment: number) {
  const resolved = await resolve({ ...firstState, model: "llama3-8b", devices: 64, tokens: 1e12, batch: 512 });
  if (resolved.kind === "unreadable") throw new Error(resolved.problems.join(" "));
  const view = wholeRunView(resolved, { from, increment, tokens: 20e9 });
  if (!view?.ramp) throw new Error("no plan");
  return view.ramp;
}

it("names the sizes that cannot be shared", async () => {
  const uneven = unevenText(await rampOf(100, 7));
  expect(uneven).toMatch(/replicas with micro batches of \d+ cannot share batches of 100, 107, .* and \d+ more evenly/);
});

it("says nothing where every size is shared", async () => {
  const ramp = await rampOf(256, 64);
  expect(ramp.stages.map(({ globalBatchSize }) => globalBatchSize)).toEqual([256, 320, 384, 448, 512]);
  expect(unevenText(ramp)).toBe("");
});

it("refuses a start above the batch", async () => {
  await expect(rampOf(600, 8)).rejects.toThrow(/a ramp needs a start of 1 or more below 512/);
});
