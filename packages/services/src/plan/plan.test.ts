// Guarantees: anybody may plan, within limits that say rule and value; one caller's computing cannot hold up another's.
import { afterAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import type { Actor, ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { createLog } from "../log.ts";
import { planLimits } from "./limits.ts";
import { callerOf, PlanningBudget, planningBudget } from "./budget.ts";
import { planCatalog } from "./catalog.ts";
import { comparePlans } from "./compare.ts";
import { computePlan } from "./compute.ts";
import { exportPlan } from "./export.ts";
import { createPlanner } from "./planner.ts";
import { planCompareInput, planComputeInput, planComputeOutput, planExportInput, planExportOutput } from "./schemas.ts";

const person = (organizationId: string): Actor => ({
  kind: "key",
  keyId: "key",
  name: "test",
  organizationId,
  role: "viewer",
});
const planner = createPlanner({ log: createLog({ name: "test", level: "silent" }) });
afterAll(() => planner.close());
// Each test its own account: computing on a slow machine is not what they are about.
let caller = 0;
const ctx = () => ({ actor: person(`org_${caller++}`), platform: { planner } }) as unknown as ServiceContext;

const compute = (input: z.input<typeof planComputeInput>) =>
  computePlan({ ctx: ctx(), input: planComputeInput.parse(input) });
const refusalOf = async (answer: Promise<unknown>): Promise<ServiceError> => {
  const error = await answer.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ServiceError);
  return error as ServiceError;
};

const llama = {
  model_type: "llama",
  hidden_size: 4096,
  intermediate_size: 11_008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  vocab_size: 32_000,
  max_position_embeddings: 4096,
};

describe("plan.compute", () => {
  it("plans a catalog model with every default filled in, and explains it when asked", async () => {
    const answer = await compute({ model: "gpt3-175b", system: "dgx-h100", devices: 512, explain: true });
    expect(planComputeOutput.parse(answer)).toEqual(answer);
    expect(answer.ask).toMatchObject({ sequence_length: 2048, global_batch_size: 1536, dtype: "bf16" });
    expect(answer.result).toMatchObject({ outcome: "planned", devices: 512, nodes: 64 });
    expect(answer.explanation?.bounds.length).toBeGreaterThan(3);
    expect(answer.explanation?.neighbours.some(({ verdict }) => verdict === "slower")).toBe(true);
  });

  it("plans a customer's own configuration", async () => {
    const answer = await compute({ config: llama, system: "dgx-a100-80", devices: 64 });
    // The published size of Llama 2 7B, whose shape this is.
    expect(answer.ask.model.parameters).toBe(6_738_415_616);
    expect(answer.result.outcome).toBe("planned");
  });

  it("refuses files nested without end by name, before anything reads them", async () => {
    const nested = JSON.parse(`${"[".repeat(8000)}${"]".repeat(8000)}`) as unknown;
    const sides = [
      ["config", { config: { ...llama, model_type: nested }, system: "dgx-h100" }],
      ["cluster", { model: "gpt2", cluster: { name: nested } }],
    ] as const;
    for (const [field, input] of sides) {
      const refused = await refusalOf(compute(input));
      expect(refused).toMatchObject({ code: "VALIDATION", details: { field } });
      expect(refused.message).toBe(`${field}: at most 32 levels of nesting, received more`);
    }
  });

  it("plans on a customer's own cluster, all of it unless fewer are asked for", async () => {
    const cluster = { name: "Our H100s", device: "h100-sxm", nodes: 16, network: { perDeviceGbps: 400 } };
    const answer = await compute({ model: "llama3-8b", cluster, explain: true });
    expect(answer.result).toMatchObject({ devices: 128, hardware_label: "128 GPUs in 16 nodes of Our H100s" });
    expect(answer.explanation?.next).not.toBeUndefined();
    const wrong = await refusalOf(compute({ model: "llama3-8b", cluster: { ...cluster, device: "abacus" } }));
    expect(wrong.message).toMatch(/^cluster: device.*abacus/);
    const both = planComputeInput.safeParse({ model: "llama3-8b", cluster, system: "dgx-h100" });
    expect(both.success).toBe(false);
  });

  it("keeps what is fixed, and tells a refusal with numbers as an answer", async () => {
    const fixed = await compute({
      model: "gpt3-175b",
      system: "dgx-h100",
      devices: 512,
      layout: { tensorParallel: 8 },
    });
    expect(fixed.result).toMatchObject({ outcome: "planned", layout: { tensorParallel: 8 } });
    const split = { contextParallel: 2, contextExchange: "gather" } as const;
    const layout = { ...split, offloadedOptimizer: 0.5, overlapGradients: false };
    const all = await compute({ model: "gpt3-175b", system: "dgx-h100", devices: 512, layout });
    expect(all.result).toMatchObject({ outcome: "planned", layout });
    const placed = compute({ model: "gpt2", system: "dgx-h100", devices: 8, layout: { order: "tensor-data" } });
    expect((await refusalOf(placed)).message).toMatch(/^a placement names .*received "tensor-data"/);
    const small = await compute({ model: "gpt3-175b", system: "dgx-h100", devices: 8 });
    expect(small.result).toMatchObject({ outcome: "infeasible", unit: "B", reason: { code: "memory" } });
  });

  it.each([
    [{ model: "gpt9", system: "dgx-h100" }, /^model: one of .*received "gpt9"/],
    [{ model: "gpt2", system: "abacus" }, /^system: one of .*received "abacus"/],
    [{ model: "gpt2", system: "cs-2", layout: { tensorParallel: 2 } }, /^layout: a wafer .*received tensorParallel/],
    [{ config: { model_type: "abacus" }, system: "cs-2" }, /^config: .*model_type.*abacus/],
    [{ config: { ...llama, num_hidden_layers: 4000 }, system: "cs-2" }, /^config: at most 512 layers .*received 4000/],
    [
      { config: { ...llama, head_dim: 1e9 }, system: "cs-2" },
      /^config: at most 10000000000000 parameters .*received \d+/,
    ],
    [
      { config: { ...llama, note: "x".repeat(20_000) }, system: "cs-2" },
      /^config: at most 16384 characters .*received 20/,
    ],
  ])("refuses %j by rule and value", async (input, sentence) => {
    const error = await refusalOf(compute(input));
    expect(error.code).toBe("VALIDATION");
    expect(error.message).toMatch(sentence);
  });

  it.each([
    { model: "gpt2", config: llama, system: "dgx-h100" },
    { system: "dgx-h100" },
    { model: "gpt2", system: "dgx-h100", devices: planLimits.devices + 1 },
    { model: "gpt2", system: "dgx-h100", sequence_length: planLimits.sequenceLength + 1 },
    { model: "gpt2", system: "dgx-h100", global_batch_size: planLimits.globalBatchSize + 1 },
    { model: "gpt2", system: "dgx-h100", layout: { tensor: 8 } },
    { model: "gpt2", system: "dgx-h100", sequenceLength: 512 },
  ])("takes no input beyond its limits: %j", (input) => {
    expect(planComputeInput.safeParse(input).success).toBe(false);
  });
});

describe("plan.compare", () => {
  it("answers each side in the order asked, and no more sides than its limit", async () => {
    const sides = [
      { system: "cs-3", devices: 4 },
      { system: "dgx-h100", devices: 64, layout: { zeroStage: 3 as const } },
    ];
    const answer = await comparePlans({ ctx: ctx(), input: planCompareInput.parse({ model: "llama3-8b", sides }) });
    expect(answer.sides.map((side) => side.outcome === "planned" && side.system)).toEqual(["cs-3", "dgx-h100"]);
    const many = Array.from({ length: planLimits.sides + 1 }, () => ({ system: "cs-3" }));
    expect(planCompareInput.safeParse({ model: "llama3-8b", sides: many }).success).toBe(false);
  });
});

describe("plan.export", () => {
  const of = (input: z.input<typeof planExportInput>) =>
    exportPlan({ ctx: ctx(), input: planExportInput.parse(input) });

  it("answers files that start what it planned", async () => {
    const answer = await of({ model: "llama3-8b", system: "dgx-h100", devices: 64, tool: "torchtitan", name: "mine" });
    expect(planExportOutput.parse(answer)).toEqual(answer);
    const { launch } = answer;
    expect(launch.outcome === "launch" && launch.files.map(({ path }) => path)).toContain("train.toml");
  });

  it("answers a refusal with the dimension and the tools that can, or that there is no plan", async () => {
    const refused = await of({ model: "gpt2", system: "dgx-h100", devices: 8, tool: "torchtitan" });
    expect(refused.launch).toMatchObject({
      outcome: "refused",
      dimension: "model",
      tools: expect.arrayContaining(["megatron-lm"]),
    });
    const none = await of({ model: "gpt3-175b", system: "dgx-h100", devices: 8, tool: "deepspeed" });
    expect(none).toMatchObject({ launch: { outcome: "no_plan" }, result: { outcome: "infeasible" } });
  });

  it("is for GPUs, and for names that schedulers take", async () => {
    const wafer = await refusalOf(of({ model: "gpt2", system: "cs-2", tool: "megatron-lm" }));
    expect(wafer.message).toMatch(/a launch is for GPUs; received "cs-2"/);
    const named = await refusalOf(
      of({ model: "gpt2", system: "dgx-h100", devices: 8, tool: "megatron-lm", name: "A; B" }),
    );
    expect(named).toMatchObject({ code: "VALIDATION", message: expect.stringContaining('received "A; B"') });
  });
});

describe("plan.catalog", () => {
  it("says the limits that inputs are held to", async () => {
    const { limits, models, systems } = await planCatalog({ ctx: ctx(), input: {} });
    expect(limits).toEqual(planLimits);
    expect(models.map(({ id }) => id)).toContain("gpt3-175b");
    expect(systems.every(({ devices_max }) => devices_max <= planLimits.devices)).toBe(true);
  });
});

describe("the budget", () => {
  const working = () => {
    let now = 100;
    const budget = new PlanningBudget(() => now);
    const pass = (seconds: number) => void (now += seconds);
    const work = (caller: string, seconds: number) => {
      budget.admit(caller);
      pass(seconds);
      budget.charge(caller, seconds);
    };
    return { pass, work };
  };
  const anonymous = callerOf({ kind: "anonymous" });

  it("lets a caller compute for its burst, then for its share of a core", () => {
    const { pass, work } = working();
    work(anonymous, planningBudget.burstSeconds + 1);
    expect(() => work(anonymous, 1)).toThrow(
      /planning may take 4 seconds .* received 5\.0 seconds; try again in 5 seconds/,
    );
    pass(5);
    expect(() => work(anonymous, 1)).not.toThrow();
  });

  it("keeps accounts apart: nobody's computing holds up an organization's", () => {
    const { work } = working();
    work(anonymous, 60);
    expect(() => work(anonymous, 1)).toThrow(ServiceError);
    expect(() => work(callerOf(person("org_other")), 1)).not.toThrow();
  });

  it("forgets the caller longest silent when there are too many", () => {
    const { work } = working();
    work("org_first", 60);
    for (let each = 0; each < planningBudget.callersMax; each++) work(`org_of_many_${each}`, 0);
    expect(() => work("org_first", 1)).not.toThrow();
  });
});
