// Guarantees: wafer options, curve, front, whole run and advice over the API are the planner's own figures, held to the same
// limits and accounts as a plan; a refusal carries what would fit.
import {
  explainPlan,
  findModel,
  parameterCount,
  paretoFront,
  plan,
  planWafer,
  publishedRecipe,
  tokensToMatch,
} from "@ingot/compute";
import { tokens } from "@ingot/units";
import { afterAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { createLog } from "../log.ts";
import { advisePlan } from "./advise.ts";
import { PlanningBudget, planningBudget } from "./budget.ts";
import { planCatalog } from "./catalog.ts";
import { comparePlans } from "./compare.ts";
import { computePlan } from "./compute.ts";
import { planCurve } from "./curve.ts";
import { planFront } from "./front.ts";
import { createPlanner } from "./planner.ts";
import { planWholeRun } from "./run.ts";
import { planCompareInput, planComputeInput, planComputeOutput } from "./schemas.ts";
import * as views from "./view-schemas.ts";

const log = createLog({ name: "test", level: "silent" });
const planner = createPlanner({ log });
afterAll(() => planner.close());
// Each test its own account: computing on a slow machine is not what they are about.
let caller = 0;
const person = (organizationId: string): Actor => ({
  kind: "key",
  keyId: "key",
  name: "test",
  organizationId,
  role: "viewer",
});
const ctx = () => ({ actor: person(`org_views_${caller++}`), platform: { planner } }) as unknown as ServiceContext;

const compute = (input: z.input<typeof planComputeInput>) =>
  computePlan({ ctx: ctx(), input: planComputeInput.parse(input) });

async function refusalOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.catch((reason: unknown) => reason);
  if (!(error instanceof ServiceError)) throw new Error("it was answered");
  expect(error.code).toBe("VALIDATION");
  return error.message;
}

function askOf(id: string, count: number) {
  const model = findModel(id);
  if (!model) throw new Error(`${id} is in the catalog`);
  const { sequenceLength, globalBatchSize } = publishedRecipe(model);
  return {
    model,
    tokens: tokens(count),
    sequenceLength: sequenceLength.value,
    globalBatchSize: globalBatchSize.value,
    dtype: "bf16" as const,
  };
}

const wafer = { model: "cerebras-gpt-6.7b", system: "cs-2", devices: 4, tokens: 10_000_000_000 };
const gpus = { model: "llama3-8b", system: "dgx-h100", devices: 64, tokens: 1_000_000_000_000 };

describe("wafer options", () => {
  it("are those of the planner, and explained when asked", async () => {
    const options = { sparsity: 0.75, harvest: 0.8, software_date: "2023-05" };
    const answer = await compute({ ...wafer, wafer: options, explain: true });
    expect(planComputeOutput.parse(answer)).toEqual(answer);
    const own = planWafer(
      askOf("cerebras-gpt-6.7b", 1e10),
      { system: "cs-2", devices: 4 },
      {
        sparsity: { share: 0.75, harvest: 0.8 },
        softwareDate: "2023-05",
      },
    );
    expect(own.kind === "plan" && answer.result.outcome === "planned" && answer.result.step_time_seconds).toBe(
      own.kind === "plan" && own.stepTime,
    );
    expect(answer.wafer?.scaling.map(({ systems }) => systems)).toEqual([1, 2, 4, 8, 16]);
    expect(answer.wafer?.life.map(({ phase }) => phase)).toEqual(["compile", "program", "load", "train", "save"]);
    expect(answer.wafer?.sparse?.dense_end?.speedup).toBeGreaterThan(1);
  });

  it("draw a wafer with dead cores by a seed, and let a small model live on it whole", async () => {
    const answer = await compute({ ...wafer, wafer: { defects_seed: "7" }, explain: true });
    expect(answer.wafer?.floor?.dead_cores).toBeGreaterThan(20);
    expect(answer.wafer?.floor?.mesh_rows).toBeLessThan(answer.wafer?.floor?.rows ?? 0);
    const whole = await compute({ model: "gpt2", system: "cs-2", wafer: { execution: "pipelined" }, explain: true });
    expect(whole.wafer).toMatchObject({ bound: "kernel", timeline: null, floor: null });
  });

  it("hold a comparison's wafers, and are refused for GPUs and out of range", async () => {
    const sides = [
      { system: "cs-2", devices: 4, wafer: { sparsity: 0.5 } },
      { system: "cs-2", devices: 4 },
    ];
    const { sides: answered } = await comparePlans({
      ctx: ctx(),
      input: planCompareInput.parse({ model: "cerebras-gpt-6.7b", sides }),
    });
    const [sparse, dense] = answered.map((side) => (side.outcome === "planned" ? side.step_time_seconds : 0));
    expect(sparse).toBeLessThan(dense ?? 0);
    expect(await refusalOf(compute({ ...gpus, wafer: { sparsity: 0.5 } }))).toMatch(
      /^wafer: sparsity can be said of wafers alone; received "dgx-h100"/,
    );
    for (const bad of [{ sparsity: 0.96 }, { harvest: 0.5 }, { software_date: "May" }, { spokes: 1 }]) {
      expect(planComputeInput.safeParse({ ...wafer, wafer: bad }).success).toBe(false);
    }
  });
});

describe("a refusal", () => {
  it("carries what was planned and fits, nearest first, as the planner says it", async () => {
    const small = { model: "gpt3-175b", system: "dgx-h100", devices: 8, tokens: 300_000_000_000 };
    const { result, changes } = await compute({ ...small, explain: true });
    expect(result.outcome).toBe("infeasible");
    const told = explainPlan(askOf("gpt3-175b", 3e11), { system: "dgx-h100", devices: 8 });
    expect(changes.map(({ text }) => text)).toEqual(told.kind === "refusal" && told.changes.map(({ text }) => text));
    expect(changes.length).toBeGreaterThan(0);
    expect((await compute(small)).changes).toEqual([]);
    expect((await compute({ ...small, layout: { tensorParallel: 8 }, explain: true })).changes).toEqual([]);
  });
});

describe("match", () => {
  it("finds the tokens to a named run's accuracy, and is refused beside tokens or where none reach it", async () => {
    const { ask } = await compute({ model: "llama3-70b", system: "dgx-h100", devices: 512, match: "chinchilla" });
    const expected = tokensToMatch("chinchilla", parameterCount(findModel("llama3-70b")!).active);
    expect(ask.tokens).toBe(Math.round(expected.tokens ?? 0));
    expect(ask.match).toMatchObject({ run: "chinchilla", text: expected.text });
    expect(await refusalOf(compute({ ...gpus, match: "chinchilla" }))).toMatch(/^match: .*received 1000000000000/);
    const { tokens: _, ...open } = gpus;
    expect(await refusalOf(compute({ ...open, match: "chinchilla" }))).toMatch(/^match: .*do not reach Chinchilla/);
    expect(await refusalOf(compute({ ...open, match: "gpt-9" }))).toMatch(/a named run must be one of .*"gpt-9"/);
    const { runs } = await planCatalog({ ctx: ctx(), input: {} });
    expect(runs.map(({ id }) => id)).toContain("chinchilla");
  });
});

describe("plan.curve", () => {
  it("has every power of two of the system, with the plan of each", async () => {
    const answer = await planCurve({ ctx: ctx(), input: views.planCurveInput.parse(gpus) });
    expect(views.planCurveOutput.parse(answer)).toEqual(answer);
    expect(answer.points.map(({ devices }) => devices)).toEqual(Array.from({ length: 15 }, (_, power) => 2 ** power));
    const own = plan(askOf("llama3-8b", 1e12), { system: "dgx-h100", devices: 256 });
    expect(answer.points[8]?.step_time_seconds).toBe(own.kind === "plan" && own.stepTime);
    const layout = { tensorParallel: 2, pipelineParallel: 1, contextParallel: 1, dataParallel: 32 };
    const held = await planCurve({ ctx: ctx(), input: views.planCurveInput.parse({ ...gpus, layout }) });
    const ranks = held.points.flatMap((point) => (point.layout ? [point.layout["dataParallel"]] : []));
    // Two devices each: data ranks follow the number of devices.
    expect(ranks).toEqual(held.points.flatMap(({ devices, layout: own }) => (own ? [devices / 2] : [])));
    expect(ranks.length).toBeGreaterThan(4);
    const wafers = await planCurve({ ctx: ctx(), input: views.planCurveInput.parse(wafer) });
    expect(wafers.points.at(-1)?.devices).toBe(128);
  });
});

describe("plan.front", () => {
  it("is the planner's front, around the devices where that is asked", async () => {
    const of = (around: boolean) => planFront({ ctx: ctx(), input: views.planFrontInput.parse({ ...gpus, around }) });
    const answer = await of(false);
    expect(views.planFrontOutput.parse(answer)).toEqual(answer);
    const own = paretoFront(askOf("llama3-8b", 1e12), [{ system: "dgx-h100", devices: 64 }]);
    expect(answer.front.map((point) => point.step_time_seconds)).toEqual(own.map(({ stepTime }) => stepTime));
    expect(new Set((await of(true)).front.map(({ devices }) => devices)).size).toBeGreaterThan(1);
    expect(await refusalOf(planFront({ ctx: ctx(), input: views.planFrontInput.parse(wafer) }))).toMatch(
      /^system: a front is of layouts on GPUs.*received "cs-2"/,
    );
  });

  it("is of the layouts that agree with what is fixed", async () => {
    const layout = { tensorParallel: 4, recompute: "none" };
    const fixed = views.planFrontInput.parse({ ...gpus, layout, around: true });
    const { front } = await planFront({ ctx: ctx(), input: fixed });
    expect(front.length).toBeGreaterThan(1);
    for (const point of front) expect(point.layout).toMatchObject(layout);
  });

  it("says why nothing fits, instead of a front of none, and so does advice", async () => {
    const small = { ...gpus, model: "gpt3-175b", devices: 8 };
    const none = await planFront({ ctx: ctx(), input: views.planFrontInput.parse(small) });
    expect(none).toMatchObject({ front: [], refusal: { outcome: "infeasible", reason: { code: "memory" } } });
    const format = { ...gpus, system: "dgx-a100-80", dtype: "fp8" };
    const unknown = await planFront({ ctx: ctx(), input: views.planFrontInput.parse(format) });
    expect(unknown).toMatchObject({ front: [], refusal: { reason: { code: "dtype" } } });
    const advice = await advisePlan({ ctx: ctx(), input: views.planAdviseInput.parse(small) });
    expect(advice).toMatchObject({ shapes: [], refusal: { reason: { code: "memory" } } });
    const fits = await advisePlan({ ctx: ctx(), input: views.planAdviseInput.parse(gpus) });
    expect(fits.refusal).toBeNull();
  });

  it("names the field that no question has, and those that there are", () => {
    const read = views.planFrontInput.safeParse({ ...gpus, sequenceLength: 512 });
    expect(read.error?.issues[0]?.message).toMatch(
      /^"sequenceLength" is no field; there are model, .*sequence_length.*around$/,
    );
    const wafer = views.planFrontInput.safeParse({ ...gpus, wafer: { defects: 7, zeros: 0.5 } });
    expect(wafer.error?.issues[0]?.message).toMatch(
      /^"defects", "zeros" are no fields; there are sparsity, .*defects_seed/,
    );
  });
});

describe("plan.run", () => {
  it("tells a run that adds up, with its ramp, or the refusal of its plan", async () => {
    const of = (input: z.input<typeof views.planRunInput>) =>
      planWholeRun({ ctx: ctx(), input: views.planRunInput.parse(input) });
    const ramp = { from: 256, increment: 128, tokens: 20_000_000_000 };
    const answer = await of({ ...gpus, ramp, unique_tokens: 200_000_000_000 });
    expect(views.planRunOutput.parse(answer)).toEqual(answer);
    if (answer.result.outcome !== "run") throw new Error("a run was planned");
    const { stages, loss, goodput, duration_seconds: lasts } = answer.result;
    expect(stages.reduce((sum, stage) => sum + stage.tokens, 0)).toBe(1e12);
    expect(loss.passes).toBe(5);
    expect(goodput).toBeLessThan(1);
    expect(lasts.p50).toBeLessThan(lasts.p90);
    const { result: ideal } = await of({ ...gpus, faults_per_node_day: 0 });
    expect(ideal).toMatchObject({ outcome: "run", faults_expected: 0 });
    expect((await of({ ...gpus, model: "gpt3-175b", devices: 8 })).result.outcome).toBe("infeasible");
    expect(await refusalOf(of({ ...gpus, ramp: { ...ramp, from: 9999 } }))).toMatch(/a ramp needs a start .*9999/);
  });
});

describe("plan.advise", () => {
  it("advises by hardware and by law, and more where a budget or service is told", async () => {
    const of = (input: object) => advisePlan({ ctx: ctx(), input: views.planAdviseInput.parse({ ...gpus, ...input }) });
    const plain = await of({});
    expect(plain).toMatchObject({ lifetime: null, hours: null });
    expect(plain.optimal.loss).toBeLessThanOrEqual(plain.asked.loss);
    const answer = await of({ served_tokens: 1e13, budget_hours: 1e5 });
    expect(views.planAdviseOutput.parse(answer)).toEqual(answer);
    expect(answer.lifetime?.best.parameters).toBeLessThan(answer.lifetime?.training_only.parameters ?? 0);
    const { best, candidates } = answer.hours ?? { best: 0, candidates: [] };
    expect(candidates[best]?.loss).toBe(Math.min(...candidates.map(({ loss }) => loss)));
  });
});

describe("the account of computing", () => {
  it("is one for every question: whoever used it up waits for each of them", async () => {
    const budget = new PlanningBudget(() => 0);
    budget.charge("org_that_asked_much", planningBudget.burstSeconds + 1);
    const platform = { planner: createPlanner({ log, budget }) };
    const spent = { actor: person("org_that_asked_much"), platform } as unknown as ServiceContext;
    const asked = [
      planCurve({ ctx: spent, input: views.planCurveInput.parse(gpus) }),
      planFront({ ctx: spent, input: views.planFrontInput.parse(gpus) }),
      planWholeRun({ ctx: spent, input: views.planRunInput.parse(gpus) }),
      advisePlan({ ctx: spent, input: views.planAdviseInput.parse(gpus) }),
    ];
    for (const answer of asked) await expect(answer).rejects.toMatchObject({ code: "RATE_LIMITED" });
  });
});
