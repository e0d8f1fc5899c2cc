// Guarantee: a run reads exactly its tokens, every second of it has a cause, and scaling and shapes are planned, not guessed.
import { describe, expect, it } from "vitest";
import { tokens } from "@ingot/units";
import { launchOf } from "../../launch/launch.ts";
import { planForTool } from "../../launch/plan-for-tool.ts";
import { trainingFlopsPerToken } from "../../model/flops.ts";
import { findSystem } from "../../hardware/catalog.ts";
import { expectedLoss } from "../../model/loss.ts";
import { parameterCount } from "../../model/parameters.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { plan } from "../dispatch.ts";
import { evaluateGpu, gpuSystemOf, workOf } from "../gpu/evaluate.ts";
import { softwareCatalog } from "../gpu/software.ts";
import { stepCost } from "../gpu/step.ts";
import type { GpuLayout } from "../plan.ts";
import { rampStages } from "./batch-ramp.ts";
import { planRun, type RunPlan, type RunWish } from "./plan-run.ts";
import { scalingCurve } from "./scaling-curve.ts";
import { adviseShape } from "./shape-advice.ts";

function run(model: string, system: string, devices: number, wish: RunWish = {}): RunPlan {
  const outcome = planRun(askOf(model), choiceOf(system, devices), wish);
  if (outcome.kind === "infeasible") throw new Error(outcome.reason.text);
  return outcome;
}

describe("rampStages", () => {
  it("grows as BLOOM's did: from 192 by 16 to 2,048 sequences in 116 stages, and reads every token once", () => {
    // BigScience run script: --rampup-batch-size 192 16 9_765_625 samples of 2,048 tokens.
    const stages = rampStages(2048, 366e9, { from: 192, increment: 16, tokens: 9_765_625 * 2048 });
    expect(stages.length).toBe(117);
    expect(stages.at(-2)?.globalBatchSize).toBe(2032);
    expect(stages.reduce((sum, { tokens }) => sum + tokens, 0) / 366e9).toBeCloseTo(1, 12);
  });

  it("refuses a ramp that starts at the full batch", () => {
    expect(() => rampStages(256, 1e9, { from: 256, increment: 1, tokens: 1e6 })).toThrow(/below 256.*"from":256/);
  });
});

describe("planRun", () => {
  it("lasts exactly its steps, saves and start when nothing fails and the speed is known", () => {
    const whole = run("llama3-8b", "dgx-h100", 64, { faultsPerNodeDay: 0, throughputSigma: 0 });
    const { plan: found, duration, steps, evaluations } = whole;
    const startup = found.startup.reduce((sum, { seconds }) => sum + seconds, 0);
    const saving = Math.ceil(steps / found.checkpoint.everySteps) * found.checkpoint.pause;
    const expected = startup + saving + steps * found.stepTime + evaluations.count * evaluations.secondsEach;
    expect(duration.mean / expected).toBeCloseTo(1, 5);
    expect(duration.p99 / duration.p50).toBeCloseTo(1, 9);
    expect(whole.costs.some(({ cause }) => cause === "faults" || cause === "ramp")).toBe(false);
  });

  it.each([
    ["llama3-8b", 15e12, 2000],
    ["llama3-8b", 160e9, 382],
    ["gpt3-175b", 300e9, 120],
  ])("warms %s up over %d tokens for %d steps, as a launch of the plan does", (model, count, steps) => {
    const ask = { ...askOf(model), tokens: tokens(count) };
    const whole = planRun(ask, choiceOf("dgx-h100", 512));
    if (whole.kind === "infeasible") throw new Error(whole.reason.text);
    expect(whole.warmup.steps).toBe(steps);
    const launch = launchOf(planned(planForTool(ask, choiceOf("dgx-h100", 512), "megatron-lm")), ask, {
      tool: "megatron-lm",
      scheduler: "slurm",
    });
    if (launch.kind === "refusal") throw new Error(launch.text);
    expect(launch.files.map(({ content }) => content).join("\n")).toContain(`--lr-warmup-iters ${steps}\n`);
  });

  it("calls what an ideal fleet still loses by its name", () => {
    const ideal = run("llama3-8b", "dgx-h100", 64, { faultsPerNodeDay: 0 });
    expect(ideal.duration.faultsMean).toBe(0);
    expect(ideal.costs.find(({ cause }) => cause === "faults")?.label).toBe("Uncertain speed");
  });

  it("gives every second that is not training at full speed a cause", () => {
    const whole = run("gpt3-175b", "dgx-a100-80", 1024, { ramp: { from: 32, increment: 32, tokens: 12e9 } });
    const lost = whole.costs.reduce((sum, { seconds }) => sum + seconds, 0);
    const full = (askOf("gpt3-175b").tokens / whole.plan.tokensPerStep) * whole.plan.stepTime;
    expect((full + lost) / whole.duration.mean).toBeCloseTo(1, 6);
    expect(whole.goodput).toBeCloseTo(full / whole.duration.mean, 9);
    expect(whole.stages[0]?.stepTime).toBeLessThan(whole.plan.stepTime);
    expect(whole.costs.map(({ cause }) => cause)).toEqual(expect.arrayContaining(["ramp", "faults", "checkpoint"]));
  });

  it("keeps the plan's layout while the batch grows: what its replicas cannot share lasts as the next batch that they can", () => {
    const ramp = { from: 320, increment: 160, tokens: 12e9 };
    const { plan: full, stages, uncutSizes } = run("gpt3-175b", "dgx-a100-80", 1024, { ramp });
    const { layout } = full;
    if (layout.kind !== "gpu") throw new Error("GPUs were planned");
    const together = layout.dataParallel * layout.microbatchSize * layout.pipelineParallel;
    expect([together, layout.virtualPipeline > 1]).toEqual([256, true]);
    for (const { globalBatchSize: size, stepTime } of stages) {
      const globalBatchSize = Math.ceil(size / together) * together;
      const microbatches = globalBatchSize / layout.dataParallel / layout.microbatchSize;
      const ask = askOf("gpt3-175b", { globalBatchSize });
      const alone = evaluateGpu(ask, choiceOf("dgx-a100-80", 1024), { ...layout, microbatches });
      expect(stepTime).toBe(planned(alone).stepTime);
      expect(uncutSizes.includes(size)).toBe(size !== globalBatchSize);
    }
  });

  it("plans a wafer's smaller batches anew: their weights are streamed in at every step", () => {
    const quarter = askOf("gpt-j-6b").globalBatchSize / 4;
    const ramp = { from: quarter, increment: quarter, tokens: 2e9 };
    const choice = choiceOf("cs-2", 4);
    const { stages, uncutSizes } = run("gpt-j-6b", "cs-2", 4, { ramp });
    expect(stages.length).toBe(4);
    for (const { globalBatchSize, stepTime } of stages) {
      expect(uncutSizes).not.toContain(globalBatchSize);
      expect(stepTime).toBe(planned(plan(askOf("gpt-j-6b", { globalBatchSize }), choice)).stepTime);
    }
  });

  it("saves as often as suits the fleet's own rate of faults, and no more often than a checkpoint is written", () => {
    const at = (faultsPerNodeDay?: number) =>
      run("llama3-405b", "dgx-h100", 1024, faultsPerNodeDay === undefined ? {} : { faultsPerNodeDay });
    const usual = at();
    const rate = findSystem("dgx-h100")?.faultsPerNodeDay.value ?? Number.NaN;
    const { checkpoint, stepTime } = usual.plan;
    expect(at(rate).checkpoints).toEqual(usual.checkpoints);
    const young = (perNodeDay: number) => Math.sqrt((2 * checkpoint.pause * 86_400) / (128 * perNodeDay));
    expect(Math.abs(at(4 * rate).checkpoints.everySteps - young(4 * rate) / stepTime)).toBeLessThanOrEqual(0.5);
    expect(at(1e4).checkpoints.everySteps * stepTime).toBeGreaterThan(
      (checkpoint.written ?? checkpoint.pause) - stepTime,
    );
    expect(at(0).checkpoints.everySteps * stepTime).toBeGreaterThan(1700);
  });

  it("answers the same twice, and refuses what cannot be planned", () => {
    expect(run("gpt2", "dgx-a100-80", 8)).toEqual(run("gpt2", "dgx-a100-80", 8));
    expect(planRun(askOf("llama3-70b"), choiceOf("dgx-h100", 8)).kind).toBe("infeasible");
  });
});

describe("a run of experts", () => {
  it("counts the parameters at work, in the loss as in the tokens that match a run", () => {
    const ask = askOf("mixtral-8x7b");
    const run = planRun(ask, choiceOf("dgx-h100", 256));
    if (run.kind !== "run") throw new Error(run.reason.text);
    const { active, total } = parameterCount(ask.model);
    const of = (parameters: number) => expectedLoss({ parameters, tokens: ask.tokens, uniqueTokens: ask.tokens }).loss;
    expect(active).toBeLessThan(total / 3);
    expect(run.loss.loss).toBe(of(active));
    expect(run.loss.loss).toBeGreaterThan(of(total));
  });

  it("refuses a cadence that is none", () => {
    const wish = { evaluation: { everySteps: 0 } };
    expect(() => planRun(askOf("gpt2"), choiceOf("dgx-h100", 8), wish)).toThrow(/evaluation.everySteps .* received 0/);
    expect(() => planRun(askOf("gpt2"), choiceOf("dgx-h100", 8), { warmupSteps: 1.5 })).toThrow(/received 1.5/);
  });
});

describe("scalingCurve", () => {
  const curve = scalingCurve(askOf("llama3-8b"), "dgx-h100");

  it("plans every power of two from 1 to 16,384 as the planner does", () => {
    expect(curve.points.map(({ devices }) => devices)).toEqual(Array.from({ length: 15 }, (_, power) => 2 ** power));
    const at = curve.points.find(({ devices }) => devices === 256);
    expect(at?.stepTime).toBe(planned(plan(askOf("llama3-8b"), choiceOf("dgx-h100", 256))).stepTime);
    expect(curve.points[0]).toMatchObject({ outcome: "infeasible", tokensPerSecond: 0 });
    expect(curve.points[0]?.refusal).toContain("does not fit");
  });

  it("finds a knee where a fixed batch is cut too thin, further out for lower shares, and names what takes over", () => {
    const devices = curve.knees.map((knee) => knee.devices);
    expect(devices.length).toBe(3);
    expect(devices).toEqual(devices.toSorted((left, right) => left - right));
    for (const knee of curve.knees) {
      const after = curve.points.find((point) => point.devices === knee.devices);
      expect(after?.efficiency).toBeLessThan(knee.share);
      expect(Object.keys(after?.shares ?? {})).toContain(knee.cause);
    }
  });

  it("says where more devices are slower than fewer, and why; never, where each count is faster than the one before", () => {
    const models = ["gpt2", "llama3-8b", "llama3-70b", "mixtral-8x7b"];
    const turned = models.map((model) => scalingCurve(askOf(model), "dgx-h100"));
    expect(turned.some(({ turn }) => turn !== undefined)).toBe(true);
    for (const { points, turn } of turned) {
      const made = points.filter(({ outcome }) => outcome === "plan");
      const slowed = made.find((point, at) =>
        made.slice(0, at).some((before) => point.tokensPerSecond < before.tokensPerSecond * 0.9995),
      );
      expect(turn?.devices).toBe(slowed?.devices);
      if (turn) expect(turn.text).toMatch(/^[\d,]+ devices are [\d.]+ % slower than [\d,]+: what grows most is /);
    }
  });

  it("has no knee at 90% as soon when the batch grows with the devices", () => {
    const ask = askOf("llama3-8b");
    const grown = scalingCurve(ask, "dgx-h100", { batch: { atDevices: 64 }, counts: [64, 256, 1024, 4096] });
    const fixed = scalingCurve(ask, "dgx-h100", { counts: [64, 256, 1024, 4096] });
    expect(grown.points.at(-1)?.efficiency).toBeGreaterThan(fixed.points.at(-1)?.efficiency ?? 1);
    expect(grown.points.at(-1)?.efficiency).toBeGreaterThan(0.9);
  });
});

describe("the price of a shape", () => {
  it("is what BigScience measured: hidden 13,824 instead of 14,400 about 21% cheaper for each FLOP", () => {
    // BLOOM tuning log, 2022-02-20, 320 A100, tensor 8, pipeline 10, micro batch 2: 207.92 s of 202.8 billion
    // parameters with 14,400 and 96 heads; 151.07 s of 186.9 billion with 13,824 and 64.
    const secondsPerFlop = (hidden: number, heads: number) => {
      const { model } = askOf("bloom-176b");
      const headSize = hidden / heads;
      const shape = { ...model, layers: 80, hidden, heads, keyValueHeads: heads, headSize, feedForward: 4 * hidden };
      const ask = askOf("bloom-176b", { model: shape, globalBatchSize: 2048, dtype: "fp16" });
      const choice = choiceOf("jean-zay-a100", 320);
      const software = softwareCatalog["megatron-deepspeed"];
      const work = { ...workOf(ask, choice, gpuSystemOf(choice)), software };
      return stepCost(work, measuredLayout).total / trainingFlopsPerToken(shape, 2048);
    };
    const cheaper = 1 - secondsPerFlop(13_824, 64) / secondsPerFlop(14_400, 96);
    const measured = 1 - 151.07 / 186.9 / (207.92 / 202.8);
    expect(measured).toBeCloseTo(0.21, 2);
    expect(Math.abs(cheaper - measured)).toBeLessThan(0.08);
  });
});

const measuredLayout: GpuLayout = {
  kind: "gpu",
  tensorParallel: 8,
  pipelineParallel: 10,
  dataParallel: 4,
  virtualPipeline: 1,
  microbatchSize: 2,
  microbatches: 256,
  recompute: "full",
  zeroStage: 1,
  sequenceParallel: false,
};

describe("adviseShape", () => {
  it("finds what BigScience found by trial: 14,400 is badly tiled, a shape of its size trains more cheaply", () => {
    // BLOOM tuning log, 2022-02-20: hidden 14,400 with 96 heads at 94 TFLOP/s, 13,824 with 64 at 120.
    const { model } = askOf("bloom-176b");
    const odd = {
      ...model,
      layers: 80,
      hidden: 14_400,
      heads: 96,
      keyValueHeads: 96,
      headSize: 150,
      feedForward: 57_600,
    };
    const ask = askOf("bloom-176b", { model: odd, globalBatchSize: 2048 });
    const advice = adviseShape(ask, choiceOf("dgx-a100-80", 320));
    expect(advice[0]?.cheaper).toBeGreaterThan(0.1);
    for (const { model: shape, plan: found, cheaper } of advice) {
      expect(shape.headSize % 8).toBe(0);
      expect(Math.abs(parameterCount(shape).total / parameterCount(odd).total - 1)).toBeLessThanOrEqual(0.04);
      const again = planned(plan({ ...ask, model: shape }, choiceOf("dgx-a100-80", 320)));
      expect(again.stepTime).toBe(found.stepTime);
      expect(cheaper).toBeGreaterThan(0);
    }
  });

  it("names shapes that can be trained: whole groups of heads, and windows on as many layers as there are", () => {
    const { model } = askOf("llama3-8b");
    const odd = { ...model, layers: 40, hidden: 4000, heads: 40, keyValueHeads: 10, headSize: 100 };
    const wide = { ...odd, window: { size: 4096, layers: 40 } };
    const advice = adviseShape(askOf("llama3-8b", { model: wide }), choiceOf("dgx-h100", 64), 20);
    expect(advice.length).toBeGreaterThan(0);
    for (const { model: shape } of advice) {
      expect(shape.heads % shape.keyValueHeads).toBe(0);
      expect(shape.window?.layers).toBe(shape.layers);
    }
  });

  it("pads GPT-2's vocabulary of 50,257, and leaves alone a shape that is good", () => {
    const [first] = adviseShape(askOf("gpt2"), choiceOf("dgx-a100-80", 8));
    expect(first?.model.paddedVocabulary).toBe(51_200);
    expect(first?.text).toMatch(/padded vocabulary 51,200 instead of 50,257.*% cheaper/);
    expect(adviseShape(askOf("llama3-8b"), choiceOf("dgx-h100", 64)).every(({ cheaper }) => cheaper < 0.06)).toBe(true);
  });
});
