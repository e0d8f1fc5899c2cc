// Guarantee: the micro batches that Cerebras-GPT published are those that the memory model finds, within a quarter.
import { describe, expect, it } from "vitest";
import { findSystem } from "../../hardware/catalog.ts";
import type { WaferSystem } from "../../hardware/system.ts";
import { cerebrasGpt, publishedMicrobatches } from "../validation/published-microbatches.ts";
import { largestMicrobatch, waferMemory } from "./memory.ts";

const cs2 = findSystem("cs-2") as WaferSystem;

describe("micro batches of Cerebras-GPT", () => {
  it.each(publishedMicrobatches())("$model: $batch sequences on $systems systems", ({ errorPercent }) => {
    // The cause of the small ones is the batch itself: 111M trains on 120 sequences a step, though 600 would fit.
    expect(Math.abs(errorPercent)).toBeLessThanOrEqual(25);
  });

  it("would take more of 111M if its batch had more: the batch bounds it, not the wafer", () => {
    expect(largestMicrobatch(cs2, cerebrasGpt("111M"), 2048, 10_000, "spilled")).toBeGreaterThan(480);
  });
});

describe("waferMemory", () => {
  it("grows with micro batch and sequence, and never drops what is reserved", () => {
    const model = cerebrasGpt("1.3B");
    const of = (microbatchSize: number, sequenceLength: number) =>
      waferMemory(cs2, model, sequenceLength, { microbatchSize, activations: "spilled" });
    expect(of(2, 2048).live).toBe(2 * of(1, 2048).live);
    expect(of(1, 16_384).live).toBe(8 * of(1, 2048).live);
    expect(of(1, 2048).total).toBeGreaterThan(0.1 * cs2.memory.value);
  });
});
