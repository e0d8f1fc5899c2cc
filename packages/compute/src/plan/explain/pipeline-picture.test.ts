// Guarantee: a drawn pipeline keeps its order: no stage does two things at once, nothing starts before what it needs,
// and it ends when the plan says.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { plan } from "../dispatch.ts";
import { roundOf } from "../gpu/pipeline.ts";
import type { GpuLayout, PipelineSchedule, Plan } from "../plan.ts";
import { pipelineSchedule } from "./pipeline-picture.ts";
import { scheduleSlots } from "./schedule-slots.ts";
import { needsOf, type Slot, type SlotTimes } from "./slot.ts";

const evenTimes = (stages: number, chunks: number, forward: number, backward: number, weight: number): SlotTimes =>
  Array.from({ length: stages }, () => Array.from({ length: chunks }, () => ({ forward, backward, weight })));

const endOf = (slots: readonly Slot[]): number => Math.max(...slots.map(({ end }) => end));

function checkOrder(schedule: PipelineSchedule, times: SlotTimes, slots: readonly Slot[]): void {
  const key = ({ kind, chunk, stage, microbatch }: Omit<Slot, "start" | "end">) =>
    `${kind} ${chunk} ${stage} ${microbatch}`;
  const ends = new Map(slots.map((slot) => [key(slot), slot.end]));
  expect(ends.size).toBe(slots.length);
  const free = times.map(() => 0);
  for (const slot of slots) {
    expect(slot.start).toBeGreaterThanOrEqual((free[slot.stage] ?? 0) - 1e-9);
    free[slot.stage] = slot.end;
    const needed = needsOf(schedule, times, slot);
    if (needed) expect(slot.start).toBeGreaterThanOrEqual((ends.get(key(needed)) ?? Infinity) - 1e-9);
  }
}

describe("scheduleSlots", () => {
  it.each([
    // By hand: (m + p - 1)(F + B).
    ["1f1b", 4, 1, 8, [1, 2, 0], 33],
    // m (F + B) + (p - 1)(F + B) / v, a chunk taking 1 / v. arXiv 2104.04473 section 2.2.
    ["interleaved", 4, 2, 8, [1, 2, 0], 57],
    // m (F + B + W) + (p - 1)(F + B - W). arXiv 2401.10241, table 1, ZB-H1.
    ["zb-h1", 4, 1, 8, [1, 1, 1], 27],
  ] as const)(
    "ends %s of %d stages and %d chunks when its paper says",
    (schedule, stages, chunks, m, [f, b, w], end) => {
      const times = evenTimes(stages, chunks, f, b, w);
      const slots = scheduleSlots({ schedule, times, microbatches: m, round: stages, flight: 0 });
      checkOrder(schedule, times, slots);
      expect(endOf(slots)).toBeCloseTo(end, 9);
    },
  );

  it("never overlaps and never starts early, whatever the stages take", () => {
    const cases = fc.record({
      schedule: fc.constantFrom<PipelineSchedule>("1f1b", "interleaved", "zb-h1", "zb-v"),
      stages: fc.integer({ min: 2, max: 6 }),
      rounds: fc.integer({ min: 1, max: 3 }),
      extra: fc.integer({ min: 0, max: 5 }),
      seed: fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 36, maxLength: 36 }),
    });
    fc.assert(
      fc.property(cases, ({ schedule, stages, rounds, extra, seed }) => {
        const chunks = schedule === "zb-v" ? 2 : schedule === "interleaved" ? 3 : 1;
        const apart = schedule.startsWith("zb");
        const times = Array.from({ length: stages }, (_, stage) =>
          Array.from({ length: chunks }, (__, chunk) => ({
            forward: seed[stage * chunks + chunk] ?? 1,
            backward: seed[35 - stage * chunks - chunk] ?? 1,
            weight: apart ? (seed[stage + chunk] ?? 1) : 0,
          })),
        );
        const microbatches = rounds * stages + (schedule === "interleaved" && rounds > 1 ? extra : 0);
        const round = roundOf(stages, microbatches);
        const slots = scheduleSlots({ schedule, times, microbatches, round, flight: seed[35] ?? 0 });
        expect(slots.length).toBe(stages * chunks * microbatches * (apart ? 3 : 2));
        checkOrder(schedule, times, slots);
      }),
      { seed: 20261120, numRuns: 120 },
    );
  });
});

function withSchedule(found: Plan, changes: Partial<GpuLayout>): Plan {
  if (found.layout.kind !== "gpu") throw new Error("a GPU plan has a GPU layout");
  return { ...found, layout: { ...found.layout, ...changes } };
}

describe("pipelineSchedule", () => {
  const ask = askOf("gpt3-175b");
  const found = planned(plan(ask, choiceOf("dgx-h100", 1024)));

  it.each([
    ["1f1b", 1, 0.001],
    ["interleaved", 6, 0.001],
    ["zb-h1", 1, 0.01],
    ["zb-v", 2, 0.02],
  ] as const)("draws %s as long as the plan predicts", (schedule, virtualPipeline, tolerance) => {
    const layout = { tensorParallel: 8, pipelineParallel: 8, dataParallel: 16, microbatchSize: 1, microbatches: 96 };
    const picture = pipelineSchedule(ask, withSchedule(found, { ...layout, schedule, virtualPipeline }), 1e6);
    expect(picture.elided).toBeUndefined();
    expect(Math.abs(picture.length / picture.predicted - 1)).toBeLessThan(tolerance);
    expect(picture.idleShare).toBeGreaterThan(0);
  });

  // 42 layers and an output layer worth four and a half, on stages that cannot be alike.
  it.each([
    ["1f1b", { pipelineParallel: 4, virtualPipeline: 1, microbatches: 32 }],
    ["1f1b", { pipelineParallel: 4, virtualPipeline: 1, firstStageLayers: 12, lastStageLayers: 8, microbatches: 32 }],
    ["interleaved", { pipelineParallel: 2, virtualPipeline: 7, microbatches: 64 }],
    ["interleaved", { pipelineParallel: 4, virtualPipeline: 11, microbatches: 32 }],
    ["interleaved", { pipelineParallel: 8, virtualPipeline: 3, microbatches: 16 }],
    ["interleaved", { pipelineParallel: 8, virtualPipeline: 3, microbatches: 20 }],
    ["zb-h1", { pipelineParallel: 8, virtualPipeline: 1, microbatches: 16 }],
  ] as const)("draws a model with a heavy end under %s %j as long as the plan predicts", (schedule, given) => {
    const gemma = askOf("gemma2-9b");
    const layout = { ...given, tensorParallel: 1, dataParallel: 64 / given.pipelineParallel, microbatchSize: 1 };
    const one = planned(plan(gemma, choiceOf("dgx-h100", 64)));
    const picture = pipelineSchedule(gemma, withSchedule(one, { ...layout, schedule }), 1e6);
    expect(picture.elided).toBeUndefined();
    expect(Math.abs(picture.length / picture.predicted - 1)).toBeLessThan(0.02);
  });

  it("leaves out the steady middle of a long step and keeps its length", () => {
    const whole = pipelineSchedule(ask, found, 1e6);
    const cut = pipelineSchedule(ask, found, 500);
    expect(cut.slots.length).toBeLessThanOrEqual(500);
    expect(cut.elided).toBeDefined();
    expect(cut.length / whole.length).toBeCloseTo(1, 3);
    expect(Math.max(...cut.slots.map(({ end }) => end))).toBeCloseTo(cut.length, 6);
    expect(cut.slots.every(({ microbatch }) => microbatch < cut.microbatches)).toBe(true);
  });

  it("draws one stage without a pipeline", () => {
    const small = askOf("llama3-8b");
    const picture = pipelineSchedule(small, planned(plan(small, choiceOf("dgx-h100", 64))));
    expect(picture.stages).toBe(1);
    expect(picture.idleShare).toBeCloseTo(0, 9);
    expect(picture.idleShare).toBeGreaterThanOrEqual(0);
  });
});
