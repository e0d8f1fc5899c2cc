// Guarantee: a wafer's program is compiled once at a site: whoever starts with the same one, after a pause or in another
// contract, finds it and says so; stops in between change nothing.
import { tokens } from "@ingot/units";
import { describe, expect, test } from "vitest";
import { findModel } from "../model/catalog.ts";
import { planWafer } from "../plan/wafer/plan-wafer.ts";
import { programOf } from "../plan/wafer/program.ts";
import { advanceSite } from "./advance.ts";
import { exampleJob, exampleNodes, exampleStart, passed } from "./example-site.ts";
import { advanceInSteps } from "./replay.ts";
import type { JobState, SiteInput, SiteOutput } from "./state.ts";

const day = 86_400_000;
const startup = [
  { phase: "compile" as const, seconds: 283, secondsAgain: 4 },
  { phase: "program" as const, seconds: 180 },
  { phase: "load" as const, seconds: 12 },
];

function waferJob(id: string, program?: string): JobState {
  const plain = exampleJob(id, 1, 1, { systemId: "cs-3" });
  return { ...plain, plan: { ...plain.plan, startup, ...(program === undefined ? {} : { program }) } };
}

const siteOf = (jobs: readonly JobState[], change: Partial<SiteInput["site"]> = {}): SiteInput => ({
  site: {
    id: "site_1",
    seed: "cache",
    faults: "none",
    nodes: exampleNodes(1, { systemId: "cs-3" }),
    frontier: exampleStart,
    ...change,
  },
  jobs,
  requests: [],
  checks: passed(jobs, exampleStart),
  until: exampleStart + 6 * day,
});

/** From the first lease of a job to its first estimate, which is told when its first step begins. **Unit** ms. */
function startMilliseconds({ events }: Pick<SiteOutput, "events">, jobId: string): number {
  const own = events.filter((event) => event.jobId === jobId);
  const started = own.find(({ type }) => type === "job.started")?.effectiveAt ?? 0;
  return (own.find(({ type }) => type === "job.eta_changed")?.effectiveAt ?? 0) - started;
}

const startedOf = ({ events }: Pick<SiteOutput, "events">, jobId: string) =>
  events.find((event) => event.jobId === jobId && event.type === "job.started")?.data;

describe("a compiled program", () => {
  test("is found by a run that was paused", () => {
    const job = waferJob("job_1");
    const resumedAt = exampleStart + day / 2;
    const requests = [
      { id: "a", kind: "pause" as const, jobId: "job_1", effectiveAt: exampleStart + day / 4 },
      { id: "b", kind: "resume" as const, jobId: "job_1", effectiveAt: resumedAt },
    ];
    const plainly = advanceSite(siteOf([job]));
    const paused = advanceSite({ ...siteOf([job]), requests });
    const rested = paused.events.find((event) => event.type === "job.paused")?.effectiveAt ?? 0;
    const longer = (paused.jobs[0]?.endedAt ?? 0) - (plainly.jobs[0]?.endedAt ?? 0) - (resumedAt - rested);
    // Four seconds from the cache, 192 to program and load, and one save more.
    expect(Math.abs(longer - (4_000 + 192_000 + 15_000))).toBeLessThan(2);
  });

  test("is found by the next contract of the same, and its start says so", () => {
    const output = advanceSite(siteOf([waferJob("job_1", "cs-3 / a"), waferJob("job_2", "cs-3 / a")]));
    expect(startMilliseconds(output, "job_1")).toBe((283 + 180 + 12) * 1000);
    expect(startMilliseconds(output, "job_2")).toBe((4 + 180 + 12) * 1000);
    expect(startedOf(output, "job_1")).toMatchObject({
      programKept: false,
      startup: [{ phase: "compile", seconds: 283 }, {}, {}],
    });
    expect(startedOf(output, "job_2")).toMatchObject({
      programKept: true,
      startup: [{ phase: "compile", seconds: 4 }, {}, {}],
    });
    expect(output.programs).toEqual(["cs-3 / a"]);
  });

  test("ends a run earlier by just what it saves: a quote that counts the compiler in full is never late by it", () => {
    const [fresh, kept] = [[], ["cs-3 / a"]].map((programs) =>
      advanceSite(siteOf([waferJob("job_1", "cs-3 / a")], { programs })),
    );
    const saved = (fresh?.jobs[0]?.endedAt ?? 0) - (kept?.jobs[0]?.endedAt ?? 0);
    expect(saved).toBe((283 - 4) * 1000);
  });

  test("of another model, length or mesh is compiled anew", () => {
    const output = advanceSite(siteOf([waferJob("job_1", "cs-3 / a"), waferJob("job_2", "cs-3 / b")]));
    expect(startMilliseconds(output, "job_2")).toBe((283 + 180 + 12) * 1000);
    expect(output.programs).toEqual(["cs-3 / a", "cs-3 / b"]);
  });

  test("is kept by the site from wake to wake, and stops in between change nothing", () => {
    const input = siteOf([waferJob("job_1", "cs-3 / a"), waferJob("job_2", "cs-3 / a")]);
    const { nextDueAt: _due, frontier: _frontier, ...whole } = advanceSite(input);
    const stops = [60_000, 283_000, 283_001, day, 2 * day].map((after) => exampleStart + after);
    expect(advanceInSteps(input, stops)).toEqual(whole);
    const later = advanceSite(siteOf([waferJob("job_3", "cs-3 / a")], { programs: whole.programs }));
    expect(startMilliseconds(later, "job_3")).toBe((4 + 180 + 12) * 1000);
  });

  test("is not kept where it was never finished", () => {
    const jobs = [waferJob("job_1", "cs-3 / a")];
    const cut = { id: "a", kind: "cancel" as const, jobId: "job_1", effectiveAt: exampleStart + 100_000 };
    expect(advanceSite({ ...siteOf(jobs), requests: [cut] }).programs).toEqual([]);
  });
});

describe("a program's name", () => {
  const model = findModel("gpt2-xl");
  if (!model) throw new Error("the catalog has GPT-2 XL");
  const ask = { model, tokens: tokens(1e10), sequenceLength: 1024, globalBatchSize: 1024, dtype: "bf16" as const };
  const planOf = (devices: number, options = {}) => {
    // As many sequences on each system, so that each runs the same micro batch.
    const plan = planWafer({ ...ask, globalBatchSize: 1024 * devices }, { system: "cs-3", devices }, options);
    if (plan.kind !== "plan") throw new Error(plan.reason.text);
    return plan;
  };

  test("does not hold the number of systems: the same program runs on all of them", () => {
    const [one, four] = [planOf(1), planOf(4)];
    if (one.layout.kind !== "wafer" || four.layout.kind !== "wafer") throw new Error("wafers were asked for");
    expect(one.layout.microbatchSize).toBe(four.layout.microbatchSize);
    expect(programOf(ask, one)).toBe(programOf(ask, four));
  });

  test("differs by model, length, mesh and sparsity, and GPUs have none", () => {
    const names = [
      programOf(ask, planOf(1)),
      programOf({ ...ask, sequenceLength: 2048 }, planOf(1)),
      programOf({ ...ask, model: { ...model, id: "another" } }, planOf(1)),
      programOf(ask, { ...planOf(1), layout: { ...planOf(1).layout, meshColumns: 700, meshRows: 900 } as never }),
      programOf(ask, planOf(1, { sparsity: { share: 0.5 } })),
    ];
    expect(new Set(names).size).toBe(names.length);
    const gpu = { hardware: { ...planOf(1).hardware, system: "dgx-h100" }, layout: { kind: "gpu" } as never };
    expect(programOf(ask, gpu)).toBeUndefined();
  });
});
