// Guarantee: the micro batches that Cerebras-GPT published are those that the memory model finds, within a quarter.
import { describe, expect, it } from "vitest";
import { findSystem } from "../../hardware/catalog.ts";
import type { WaferSystem } from "../../hardware/system.ts";
import type { ModelShape } from "../../model/shape.ts";
import { fastestStream } from "./choose-layout.ts";
import { largestMicrobatch, waferMemory } from "./memory.ts";
import { nominalMesh } from "./mesh.ts";

const cs2 = findSystem("cs-2") as WaferSystem;

/** **Source** Dey et al. 2023, arXiv 2304.03208, Table 1: layers, hidden values, heads. */
const shapes: readonly (readonly [name: string, layers: number, hidden: number, heads: number])[] = [
  ["111M", 10, 768, 12],
  ["256M", 14, 1088, 17],
  ["590M", 18, 1536, 12],
  ["1.3B", 24, 2048, 16],
  ["2.7B", 32, 2560, 32],
  ["6.7B", 32, 4096, 32],
  ["13B", 40, 5120, 40],
];

/** Sequences of a whole step, systems, and the published micro batch. **Source** handbook, Cerebras-GPT configurations. */
const published: readonly (readonly [name: string, batch: number, systems: number, microbatch: number])[] = [
  ["111M", 120, 1, 120],
  ["256M", 264, 1, 264],
  ["590M", 264, 1, 264],
  ["1.3B", 528, 4, 132],
  ["2.7B", 528, 4, 132],
  ["6.7B", 1040, 8, 65],
  ["13B", 720, 8, 90],
  ["13B", 1080, 12, 90],
];

function modelOf(name: string): ModelShape {
  const [, layers, hidden, heads] = shapes.find(([each]) => each === name) ?? ["", 1, 1, 1];
  return {
    id: name,
    label: name,
    layers,
    hidden,
    heads,
    keyValueHeads: heads,
    headSize: hidden / heads,
    feedForward: 4 * hidden,
    gatedFeedForward: false,
    vocabulary: 50_257,
    paddedVocabulary: 50_257,
    tiedEmbeddings: true,
    positions: "learned",
    contextLength: 2048,
    norm: "layer",
    biases: "all",
    parallelBlocks: false,
    source: "arXiv 2304.03208",
  };
}

describe("micro batches of Cerebras-GPT", () => {
  it.each(published)("%s: %i sequences on %i systems", (name, batch, systems, microbatch) => {
    const model = modelOf(name);
    const uncut = { system: cs2, mesh: nominalMesh(cs2), model, sequenceLength: 2048, release: 1 };
    const found = fastestStream(uncut, systems, batch / systems)?.layout.microbatchSize ?? 0;
    // The cause of the small ones is the batch itself: 111M trains on 120 sequences a step, though 600 would fit.
    expect(Math.abs(found / microbatch - 1)).toBeLessThanOrEqual(0.25);
  });

  it("would take more of 111M if its batch had more: the batch bounds it, not the wafer", () => {
    expect(largestMicrobatch(cs2, modelOf("111M"), 2048, 10_000, "spilled")).toBeGreaterThan(480);
  });
});

describe("waferMemory", () => {
  it("grows with micro batch and sequence, and never drops what is reserved", () => {
    const model = modelOf("1.3B");
    const of = (microbatchSize: number, sequenceLength: number) =>
      waferMemory(cs2, model, sequenceLength, { microbatchSize, activations: "spilled" });
    expect(of(2, 2048).live).toBe(2 * of(1, 2048).live);
    expect(of(1, 16_384).live).toBe(8 * of(1, 2048).live);
    expect(of(1, 2048).total).toBeGreaterThan(0.1 * cs2.memory.value);
  });
});
