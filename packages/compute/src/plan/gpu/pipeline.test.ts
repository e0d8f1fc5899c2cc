// Guarantee: bubbles and activations in flight of every schedule are those of the papers that introduced them.
import { describe, expect, it } from "vitest";
import { layoutWith } from "./layout.test-kit.ts";
import { alternating, chunksHeld, interleaved, runPipeline } from "./pipeline-run.test-kit.ts";
import { bubbleSeconds, layersAliveOn, layersPerStage, stageLayers } from "./pipeline.ts";

const [p, m] = [8, 64];
const turn = (changes: object) => layoutWith({ pipelineParallel: p, microbatches: m, ...changes });

describe("bubbleSeconds", () => {
  // A forward pass, a backward pass to inputs and one to weights of a second each.
  const share = (changes: object) => bubbleSeconds(turn(changes), 3, 1) / (3 * m);

  it("is (p-1)/m under 1F1B and (p-1)/(vm) interleaved (arXiv 2104.04473, section 2.2)", () => {
    expect(share({})).toBeCloseTo((p - 1) / m, 12);
    expect(share({ virtualPipeline: 4 })).toBeCloseTo((p - 1) / (4 * m), 12);
  });

  it("is a third of 1F1B's under ZB-H1 and none under ZB-V where the three passes are equal (arXiv 2401.10241)", () => {
    expect(share({ schedule: "zb-h1" })).toBeCloseTo((p - 1) / (3 * m), 12);
    expect(share({ schedule: "zb-v", virtualPipeline: 2 })).toBe(0);
  });

  it("is (p-1)(F + B - W) and at most (p-1)(F + B - 2W) where they are not", () => {
    const [forward, backward, weight] = [1, 1.7, 0.6];
    const mean = forward + backward + weight;
    const h1 = bubbleSeconds(turn({ schedule: "zb-h1" }), mean, weight);
    expect(h1).toBeCloseTo((p - 1) * (forward + backward - weight), 12);
    const v = bubbleSeconds(turn({ schedule: "zb-v", virtualPipeline: 2 }), mean, weight);
    expect(v).toBeCloseTo((p - 1) * (forward + backward - 2 * weight), 12);
  });
});

describe("a pipeline run pass by pass", () => {
  const passes = [
    { F: 1, B: 1, W: 1 },
    { F: 1, B: 1.7, W: 0.6 },
    { F: 1, B: 2, W: 1 },
  ];

  it.each(passes)("waits as long as the formulas say, with passes of %j", (seconds) => {
    const mean = seconds.F + seconds.B + seconds.W;
    const waited = (changes: object) => bubbleSeconds(turn(changes), mean, seconds.W);
    const run = (program: ReturnType<typeof alternating>, v: number, split: boolean) =>
      runPipeline(program, p, v, seconds, split) - m * mean;
    expect(run(alternating(p, m, false), 1, false)).toBeCloseTo(waited({}), 9);
    expect(run(alternating(p, m, true), 1, true)).toBeCloseTo(waited({ schedule: "zb-h1" }), 9);
    expect(run(interleaved(p, m, 4), 4, false)).toBeCloseTo(waited({ virtualPipeline: 4 }), 9);
  });

  it("holds as many activations on every stage as the formulas say", () => {
    for (let stage = 0; stage < p; stage++) {
      const held = (changes: object) => layersAliveOn(turn(changes), stage, 12) / 12;
      expect(chunksHeld(alternating(p, m, false)(stage), "B")).toBe(held({}));
      expect(chunksHeld(alternating(p, m, true)(stage), "W")).toBe(held({ schedule: "zb-h1" }));
      expect(chunksHeld(interleaved(p, m, 3)(stage), "B") / 3).toBeCloseTo(held({ virtualPipeline: 3 }), 9);
    }
  });
});

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

  it("never holds more micro batches than there are", () => {
    for (const schedule of [{}, { virtualPipeline: 3 }, { schedule: "zb-h1" }]) {
      expect(layersAliveOn({ ...turn(schedule), microbatches: 2 }, 0, 12)).toBe(24);
    }
  });
});

describe("stageLayers", () => {
  it("takes a layer from either end of Llama 3 405B on 16 stages, as its authors did (arXiv 2407.21783, section 3.3.2)", () => {
    const ends = layoutWith({ pipelineParallel: 16, firstStageLayers: 7, lastStageLayers: 7 });
    expect(stageLayers(126, ends)).toEqual({ first: 7, middle: 8, last: 7 });
    expect(layersPerStage(126, layoutWith({ pipelineParallel: 16 }))).toBe(8);
  });
});
