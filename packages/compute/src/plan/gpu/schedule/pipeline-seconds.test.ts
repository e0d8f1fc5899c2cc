// Guarantee: the length of a pipeline is that of its schedule run pass by pass, whatever its stages and messages take.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PipelineSchedule } from "../../plan.ts";
import { roundOf } from "../pipeline.ts";
import { alternating, folded, interleaved, type Program, runPipeline } from "./pipeline-run.test-kit.ts";
import { pipelineSeconds } from "./pipeline-seconds.ts";
import { type PassTimes, passesOf, type PipelineTimes } from "./times.ts";

const programs: Readonly<Record<PipelineSchedule, (p: number, m: number, v: number) => Program>> = {
  "1f1b": (p, m) => alternating(p, m, false),
  interleaved,
  "zb-h1": (p, m) => alternating(p, m, true),
  "zb-v": (p, m) => folded(p, m),
};

const passNames = { F: "forward", B: "backward", W: "weight" } as const;

function run(schedule: PipelineSchedule, times: PipelineTimes): number {
  const { stages, microbatches, first, flight } = times;
  return runPipeline(programs[schedule](stages, microbatches, first.length), {
    stages,
    chunks: first.length,
    flight,
    folds: schedule === "zb-v",
    seconds: (kind, stage, chunk) => passesOf(times, stage, chunk)[passNames[kind]],
  });
}

const [p, m] = [8, 64];

/** Stages alike, as the papers have them. */
function even(schedule: PipelineSchedule, v: number, passes: PassTimes): PipelineTimes {
  const apart = schedule.startsWith("zb");
  const backward = apart ? passes.backward : passes.backward + passes.weight;
  const chunk = { forward: passes.forward / v, backward: backward / v, weight: apart ? passes.weight / v : 0 };
  const chunks = Array.from({ length: v }, () => chunk);
  return { stages: p, microbatches: m, round: p, first: chunks, middle: chunk, last: chunks, flight: 0 };
}

describe("pipelineSeconds of stages alike", () => {
  const passes = { forward: 1, backward: 1.7, weight: 0.6 };
  const bubble = (schedule: PipelineSchedule, v: number) =>
    pipelineSeconds(schedule, even(schedule, v, passes)) - m * 3.3;

  it("waits (p-1)(F+B+W) under 1F1B and a v-th of it interleaved (arXiv 2104.04473, section 2.2)", () => {
    expect(bubble("1f1b", 1)).toBeCloseTo((p - 1) * 3.3, 9);
    expect(bubble("interleaved", 4)).toBeCloseTo(((p - 1) * 3.3) / 4, 9);
  });

  it("waits (p-1)(F+B-W) under ZB-H1 (arXiv 2401.10241, table 1)", () => {
    expect(bubble("zb-h1", 1)).toBeCloseTo((p - 1) * (1 + 1.7 - 0.6), 9);
  });

  it("adds two messages a hop to fill and drain, and as much to every lap of 1F1B", () => {
    const flight = 0.1;
    const laps = m / p;
    const longer = pipelineSeconds("1f1b", { ...even("1f1b", 1, passes), flight });
    expect(longer - (m + p - 1) * 3.3).toBeCloseTo((laps + (p - 1) / p) * 2 * (p - 1) * flight, 0);
    expect(longer).toBeCloseTo(run("1f1b", { ...even("1f1b", 1, passes), flight }), 9);
  });
});

interface Drawn {
  readonly stages: number;
  readonly chunks: number;
  readonly rounds: number;
  readonly extra: number;
  readonly size: number;
  readonly firstLacks: number;
  readonly lastLacks: number;
  readonly output: number;
  readonly backward: number;
  readonly weight: number;
  readonly flight: number;
}

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const drawn: fc.Arbitrary<Drawn> = fc.record({
  stages: fc.integer({ min: 2, max: 10 }),
  chunks: fc.integer({ min: 2, max: 5 }),
  rounds: fc.integer({ min: 1, max: 5 }),
  extra: fc.integer({ min: 0, max: 9 }),
  size: fc.integer({ min: 1, max: 4 }),
  firstLacks: fc.integer({ min: 0, max: 2 }),
  lastLacks: fc.integer({ min: 0, max: 3 }),
  output: real(0, 2.5),
  backward: real(1.7, 3.2),
  weight: real(0.5, 0.7),
  // Of a chunk's forward pass.
  flight: real(0, 0.12),
});

/** Stages of whole layers, the ends with fewer, the last with the output layer; a forward pass of a layer is 1 s. */
function timesOf(schedule: PipelineSchedule, given: Drawn, over = false): PipelineTimes {
  const { stages, size, output, flight, rounds } = given;
  const apart = schedule.startsWith("zb");
  const v = schedule === "interleaved" ? given.chunks : schedule === "zb-v" ? 2 : 1;
  const weight = apart ? given.weight : 0;
  const layers = (count: number, heads = 0): PassTimes => ({
    forward: count + heads * output,
    backward: count * (given.backward - weight) + heads * output * (apart ? 1 : 2),
    weight: count * weight + (apart ? heads * output : 0),
  });
  const folds = schedule === "zb-v";
  const end = (lacking: number, last: boolean): PassTimes[] =>
    Array.from({ length: v }, (_, chunk) => {
      const fromEnd = last ? v - 1 - chunk : chunk;
      const lacks = Math.min(size, Math.max(0, (folds ? 0 : Math.min(lacking, size * v - 1)) - fromEnd * size));
      return layers(size - lacks, folds ? (!last && chunk === 1 ? 1 : 0) : last && fromEnd === 0 ? 1 : 0);
    });
  const microbatches = schedule === "interleaved" && !over ? rounds * stages : rounds * stages + given.extra;
  return {
    stages,
    microbatches,
    round: roundOf(stages, microbatches),
    // Two stages are cut so that the first has no fewer layers.
    first: end(stages === 2 ? 0 : given.firstLacks, false),
    middle: layers(size),
    last: end(given.lastLacks, true),
    flight: flight * size,
  };
}

describe("pipelineSeconds of stages that differ", () => {
  // How far at most, and in nine cases of ten.
  it.each([
    ["1f1b", 0.03, 0.001],
    ["interleaved", 0.03, 0.001],
    ["zb-h1", 0.04, 0.01],
    ["zb-v", 0.04, 0.02],
  ] as const)("is that of %s run pass by pass, within %f at most", (schedule, most, usual) => {
    const errors: number[] = [];
    fc.assert(
      fc.property(drawn, (given) => {
        const times = timesOf(schedule, given);
        const error = pipelineSeconds(schedule, times) / run(schedule, times) - 1;
        errors.push(Math.abs(error));
        expect(Math.abs(error)).toBeLessThan(most);
      }),
      { seed: 20261121, numRuns: 300 },
    );
    expect(errors.toSorted((left, right) => left - right)[Math.floor(errors.length * 0.9)]).toBeLessThan(usual);
  });

  it("is that of rounds of other sizes run pass by pass, where stages do not divide the micro batches", () => {
    const errors: number[] = [];
    fc.assert(
      fc.property(drawn, (given) => {
        const times = timesOf("interleaved", given, true);
        const error = pipelineSeconds("interleaved", times) / run("interleaved", times) - 1;
        errors.push(Math.abs(error));
        expect(Math.abs(error)).toBeLessThan(0.08);
      }),
      { seed: 20261121, numRuns: 300 },
    );
    expect(errors.toSorted((left, right) => left - right)[Math.floor(errors.length * 0.9)]).toBeLessThan(0.005);
  });

  it("never promises less than the work of a stage, of all schedules", () => {
    for (const schedule of ["1f1b", "interleaved", "zb-h1", "zb-v"] as const) {
      fc.assert(
        fc.property(drawn, (given) => {
          const times = timesOf(schedule, given);
          const chunks = times.first.map((_, chunk) => chunk);
          for (let stage = 0; stage < times.stages; stage++) {
            const work = chunks.reduce((sum, chunk) => {
              const { forward, backward, weight } = passesOf(times, stage, chunk);
              return sum + forward + backward + weight;
            }, 0);
            expect(pipelineSeconds(schedule, times)).toBeGreaterThanOrEqual(times.microbatches * work * (1 - 1e-12));
          }
        }),
        { seed: 7, numRuns: 100 },
      );
    }
  });
});
