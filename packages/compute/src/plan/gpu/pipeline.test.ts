// Guarantee: layers of stages and activations in flight of every schedule are those of the papers that introduced them.
import { describe, expect, it } from "vitest";
import { layoutWith } from "./layout.test-kit.ts";
import { alternating, chunksHeld, folded, interleaved } from "./schedule/pipeline-run.test-kit.ts";
import { layersAliveOn, layersPerStage, roundOf, stageLayers } from "./pipeline.ts";

const [p, m] = [8, 64];
const turn = (changes: object) => layoutWith({ pipelineParallel: p, microbatches: m, ...changes });

describe("layersAliveOn", () => {
  it("holds L layers' worth on the first stage of 1F1B and one stage's on the last", () => {
    expect(layersAliveOn(turn({}), 0, 12)).toBe(96);
    expect(layersAliveOn(turn({}), p - 1, 12)).toBe(12);
  });

  it("holds L (1 + (p-1)/(pv)) interleaved (arXiv 2205.05198, section 4.2.3), the same as a count of warm-up chunks", () => {
    expect(layersAliveOn(turn({ virtualPipeline: 3 }), 0, 12)).toBeCloseTo(96 * (1 + 7 / 24), 9);
    // Megatron's warm-up on rank r: 2 (p - r - 1) + (v - 1) p chunks, and one at work.
    expect(layersAliveOn(turn({ virtualPipeline: 3 }), 5, 12)).toBeCloseTo((2 * 2 + 2 * 8 + 1) * 4, 9);
  });

  it("holds what 1F1B's first stage does, on every stage of ZB-H1 and ZB-V (arXiv 2401.10241, table 1)", () => {
    for (const stage of [0, 3, p - 1]) {
      expect(layersAliveOn(turn({ schedule: "zb-h1" }), stage, 12)).toBe(96);
      expect(layersAliveOn(turn({ schedule: "zb-v", virtualPipeline: 2 }), stage, 12)).toBe(96);
    }
  });

  it("holds as many activations on every stage as a run of the schedule", () => {
    for (let stage = 0; stage < p; stage++) {
      const held = (changes: object) => layersAliveOn(turn(changes), stage, 12) / 12;
      expect(chunksHeld(alternating(p, m, false)(stage), "B")).toBe(held({}));
      expect(chunksHeld(alternating(p, m, true)(stage), "W")).toBe(held({ schedule: "zb-h1" }));
      expect(chunksHeld(interleaved(p, m, 3)(stage), "B") / 3).toBeCloseTo(held({ virtualPipeline: 3 }), 9);
      // A V's order holds no more than it is priced for.
      const most = held({ schedule: "zb-v", virtualPipeline: 2 });
      expect(chunksHeld(folded(p, m)(stage), "W") / 2).toBeLessThanOrEqual(most);
      expect(chunksHeld(folded(p, m)(stage), "W") / 2).toBeGreaterThan(most - 1);
    }
  });

  it("holds what a run does of rounds of more micro batches than stages", () => {
    // 20 micro batches on 8 stages pass in two rounds of ten.
    for (let stage = 0; stage < p; stage++) {
      const held = layersAliveOn({ ...turn({ virtualPipeline: 3 }), microbatches: 20 }, stage, 12);
      expect(chunksHeld(interleaved(p, 20, 3)(stage), "B") / 3).toBeCloseTo(held / 12, 9);
    }
  });

  it("never holds more micro batches than there are", () => {
    for (const schedule of [{}, { virtualPipeline: 3 }, { schedule: "zb-h1" }]) {
      expect(layersAliveOn({ ...turn(schedule), microbatches: 2 }, 0, 12)).toBe(24);
    }
  });
});

describe("roundOf", () => {
  it.each([
    [8, 64, 8],
    [8, 20, 10],
    [16, 120, 20],
    // 9 and then 8 micro batches.
    [8, 17, 9],
    [8, 9, 9],
  ])("takes %d stages and %d micro batches in rounds of %d, the last no smaller than the stages", (stages, m, size) => {
    expect(roundOf(stages, m)).toBe(size);
  });
});

describe("stageLayers", () => {
  it("takes a layer from either end of Llama 3 405B on 16 stages, as its authors did (arXiv 2407.21783, section 3.3.2)", () => {
    const ends = layoutWith({ pipelineParallel: 16, firstStageLayers: 7, lastStageLayers: 7 });
    expect(stageLayers(126, ends)).toEqual({ first: 7, middle: 8, last: 7 });
    expect(layersPerStage(126, layoutWith({ pipelineParallel: 16 }))).toBe(8);
  });
});
