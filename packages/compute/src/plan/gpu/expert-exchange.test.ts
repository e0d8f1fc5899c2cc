// Guarantee: experts may be cut finer than the other matrices, as Megatron Core lets them, and pay for what their ranks exchange.
import { describe, expect, it } from "vitest";
import { launchOf } from "../../launch/launch.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { checkLayout } from "./check-layout.ts";
import { rankGroup, scatterGatherSeconds } from "./collective.ts";
import { finerSeconds } from "./expert-exchange.ts";
import { layerCost } from "./layer.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { layerActivationBytes } from "./memory.ts";
import { planWithin } from "./plan-within.ts";

const work = workFor("mixtral-8x7b");
const flat = { pipelineParallel: 1, microbatches: 8, expertParallel: 8, expertTensorParallel: 2 } as const;
const finer = layoutWith({ ...flat, tensorParallel: 1, sequenceParallel: false, dataParallel: 512, microbatches: 1 });
const { hidden, experts } = work.model;

describe("an expert cut finer than the other matrices", () => {
  it("is legal where both expert degrees divide the ranks of a stage (Megatron Core, parallel_state.py)", () => {
    expect(checkLayout(work, finer)).toBeUndefined();
  });

  it("gathers what its ranks were sent and scatters their sums, in every pass", () => {
    const values = 4096 * hidden * experts!.active * 2;
    const once = scatterGatherSeconds(work, rankGroup(work, 2, 1), 2 * values);
    expect(finerSeconds(work, finer)).toBeCloseTo(once, 12);
    const { forward, backward } = layerCost(work, finer);
    expect([forward.tensor + forward.tensorHidden, backward.tensor + backward.tensorHidden]).toEqual([once, once]);
    const within = layoutWith({ ...flat, tensorParallel: 2, dataParallel: 256, microbatches: 2 });
    expect(finerSeconds(work, within)).toBe(0);
  });

  it("keeps the inputs of all ranks that share it", () => {
    const bytes = (expertTensorParallel: number) =>
      layerActivationBytes(work, { ...finer, expertTensorParallel }, false);
    expect(bytes(2) - bytes(1)).toBeCloseTo(2 * 4096 * hidden * experts!.active, 0);
  });

  it("is planned where it is fixed, and found where it is fastest", () => {
    const ask = askOf("mixtral-8x7b", { globalBatchSize: 256 });
    const choice = choiceOf("dgx-h100", 64);
    const pinned = { tensorParallel: 1, expertTensorParallel: 2 };
    const fixed = planned(planWithin(ask, choice, { pinned }));
    expect(fixed.layout).toMatchObject(pinned);
    expect(launchOf(fixed, ask, { tool: "megatron-lm", scheduler: "slurm" }).kind).toBe("launch");
    const whole = planned(planWithin(ask, choice, { whole: true }));
    expect(whole.layout).toMatchObject(pinned);
    expect(whole.stepTime).toBeLessThanOrEqual(fixed.stepTime);
  });
});
