// Guarantee: whatever is asked of whatever hardware, the numbers of an answer add up and move the way an expert expects.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hardwareCatalog } from "../hardware/catalog.ts";
import { modelCatalog } from "../model/catalog.ts";
import { askOf } from "./ask.test-kit.ts";
import { plan as planAsk } from "./dispatch.ts";
import { throughputSigma } from "./error-band.ts";
import { explainPlan } from "./explain/explain-plan.ts";
import { forecastDuration } from "./forecast.ts";
import { evaluateGpu } from "./gpu/evaluate.ts";
import { planWithin } from "./gpu/plan-within.ts";
import type { Ask, HardwareChoice, Plan } from "./plan.ts";
import { planRun } from "./run/plan-run.ts";

interface Question {
  readonly ask: Ask;
  readonly choice: HardwareChoice;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Asks of every model on every system of a kind, even and odd ones. */
const questions = (kind: "gpu" | "wafer") =>
  fc
    .record({
      model: fc.constantFrom(...modelCatalog),
      system: fc.constantFrom(...hardwareCatalog.filter((system) => system.kind === kind)),
      devices: fc.oneof(
        fc.integer({ min: 0, max: kind === "gpu" ? 13 : 7 }).map((power) => 2 ** power),
        fc.integer({ min: 1, max: 192 }),
      ),
      batch: fc.oneof(fc.constantFrom(8, 64, 512, 2048), fc.integer({ min: 1, max: 3000 })),
      sequence: fc.constantFrom(512, 2048, 8192, 32_768),
      dtype: fc.constantFrom("bf16", "fp16", "fp8"),
    })
    .map(({ model, system, devices, batch, sequence, dtype }): Question => {
      const longest = model.positions === "learned" ? model.contextLength : sequence;
      const changes = { globalBatchSize: batch, sequenceLength: Math.min(sequence, longest), dtype } as const;
      const choice = { system: system.id, devices: Math.min(devices, system.devicesMax.value) };
      return { ask: askOf(model.id, changes), choice };
    });

/** JSON has neither NaN nor infinities: they would come back as null. */
const survives = (value: unknown): void => expect(JSON.parse(JSON.stringify(value))).toEqual(plain(value));
const plain = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(plain)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [[name, plain(each)]])),
        )
      : value;

function addsUp(ask: Ask, plan: Plan): void {
  const { waterfall, memory, stepTime } = plan;
  expect(sum(waterfall.map(({ secondsExposed }) => secondsExposed)) / stepTime).toBeCloseTo(1, 9);
  expect(Math.min(...waterfall.flatMap((bar) => [bar.secondsExposed, bar.secondsHidden]))).toBeGreaterThanOrEqual(0);
  expect(sum(memory.parts.map(({ bytes }) => bytes)) / memory.used).toBeCloseTo(1, 9);
  expect(memory.used).toBeLessThanOrEqual(memory.available);
  expect((plan.power * stepTime) / plan.energyPerStep).toBeCloseTo(1, 9);
  expect(plan.modelFlopsUtilization).toBeLessThan(1);
  expect(plan.totalSteps * plan.tokensPerStep).toBeGreaterThanOrEqual(ask.tokens);
}

function lasts({ ask, choice }: Question, plan: Plan): void {
  const of = (tokens: number, faultsPerNodeDay: number) =>
    forecastDuration({
      plan,
      tokens,
      faultsPerNodeDay,
      throughputSigma: throughputSigma(plan),
      seed: "expert",
      draws: 400,
    });
  const [usual, twice, faulty] = [of(ask.tokens, 0.004), of(2 * ask.tokens, 0.004), of(ask.tokens, 0.04)];
  expect([usual.p50, usual.p90, usual.p99]).toEqual(
    [usual.p50, usual.p90, usual.p99].toSorted((left, right) => left - right),
  );
  for (const name of ["mean", "p50", "p90", "p99"] as const) {
    expect(twice[name]).toBeGreaterThan(usual[name]);
    expect(faulty[name]).toBeGreaterThanOrEqual(usual[name]);
  }
  const run = planRun(ask, choice);
  if (run.kind === "infeasible") throw new Error(run.reason.text);
  const lost = sum(run.costs.map(({ seconds }) => seconds));
  expect((lost + run.goodput * run.duration.mean) / run.duration.mean).toBeCloseTo(1, 2);
}

function refusesWithHelp({ ask, choice }: Question): void {
  const told = explainPlan(ask, choice);
  if (told.kind !== "refusal") throw new Error("a plan was found");
  survives(told);
  for (const { ask: then, choice: on, layout } of told.changes) {
    const made = layout ? evaluateGpu(then, on, layout) : planAsk(then, on);
    expect(made.kind).toBe("plan");
  }
}

describe("any plan on GPUs", () => {
  it("adds up, is found again by its own layout, explains itself, and no number of it is none", () => {
    fc.assert(
      fc.property(questions("gpu"), (question) => {
        const { ask, choice } = question;
        const plan = planAsk(ask, choice);
        survives(plan);
        if (plan.kind === "infeasible") return refusesWithHelp(question);
        addsUp(ask, plan);
        if (plan.layout.kind !== "gpu") throw new Error("a GPU plan has a GPU layout");
        const { kind: _kind, microbatches: _count, ...pinned } = plan.layout;
        const again = planWithin(ask, choice, { pinned });
        expect(again.kind === "plan" && again.stepTime / plan.stepTime).toBeCloseTo(1, 9);
        const told = explainPlan(ask, choice, plan);
        if (told.kind === "refusal") throw new Error(told.text);
        expect(sum(told.bars.map(({ secondsExposed }) => secondsExposed)) / plan.stepTime).toBeCloseTo(1, 9);
        expect(told.power.joules / plan.energyPerStep).toBeCloseTo(1, 9);
        for (const { speedUp } of told.bounds) expect(speedUp).toBeGreaterThan(1 - 1e-9);
        lasts(question, plan);
      }),
      { seed: 20261121, numRuns: 120 },
    );
  });
});

describe("any plan on wafers", () => {
  it("adds up, and with twice the sequences reads no fewer tokens a second", () => {
    fc.assert(
      fc.property(questions("wafer"), (question) => {
        const { ask, choice } = question;
        const plan = planAsk(ask, choice);
        survives(plan);
        if (plan.kind === "infeasible") return refusesWithHelp(question);
        addsUp(ask, plan);
        lasts(question, plan);
        const twice = planAsk({ ...ask, globalBatchSize: 2 * ask.globalBatchSize }, choice);
        expect(twice.kind === "plan" && (2 * plan.stepTime) / twice.stepTime).toBeGreaterThan(1 - 1e-9);
      }),
      { seed: 20261121, numRuns: 120 },
    );
  });
});
