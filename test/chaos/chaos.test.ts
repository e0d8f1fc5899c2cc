// Guarantee: whatever is killed at whatever step, even if Temporal forgets everything, the contract ends with the same
// events, checkpoints, readings, leases, invoices and money as if nothing had happened. All points: npm run bench -- chaos.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "./outcome.ts";
import { type Parts, startParts } from "./parts.ts";
import { prepareStory, tellStory } from "./story.ts";

let parts: Parts;
let calm: Outcome;

beforeAll(async () => {
  parts = await startParts();
  await prepareStory(parts, "chaos-1");
  calm = await tellStory(parts, "calm", []);
}, 300_000);
afterAll(() => parts?.stop());

describe("a contract under blows", () => {
  it("has a story worth disturbing: checkpoints, an interruption or more, papers, and an end", () => {
    const types = (calm.events as { type: string }[]).map(({ type }) => type);
    expect(types).toEqual(
      expect.arrayContaining(["job.started", "job.checkpoint_saved", "job.succeeded", "invoice.issued"]),
    );
    expect(calm.checkpoints.length).toBeGreaterThan(2);
    expect(calm.invoices.length).toBeGreaterThanOrEqual(2);
  });

  it("ends the same when the worker, again the worker, and Temporal are killed in the middle of training", async () => {
    const outcome = await tellStory(parts, "worker", [
      { atSequence: 4, strike: (all) => all.killAndRestart("worker") },
      { atSequence: 9, strike: (all) => all.killAndRestart("worker") },
      { atSequence: 14, strike: (all) => all.killAndRestart("temporal") },
    ]);
    expect(outcome).toEqual(calm);
  }, 300_000);

  it("ends the same when PostgreSQL is killed", async () => {
    const outcome = await tellStory(parts, "postgres_died", [
      { atSequence: 6, strike: (all) => all.killAndRestart("postgres") },
    ]);
    expect(outcome).toEqual(calm);
  }, 300_000);

  it("ends the same when Temporal is killed and its database deleted", async () => {
    const outcome = await tellStory(parts, "temporal_forgot", [
      { atSequence: 5, strike: (all) => all.killAndRestart("temporal", { forget: true }) },
    ]);
    expect(outcome).toEqual(calm);
  }, 300_000);
});
