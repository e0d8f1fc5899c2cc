// Guarantee: a site has one fate. However the calls are cut, the same is told, and what is told breaks no law.
import fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { advanceSite } from "./advance.ts";
import { checkLog } from "./check-log.ts";
import { exampleJob, exampleNodes, exampleSite, exampleStart, passed } from "./example-site.ts";
import { advanceInSteps } from "./replay.ts";
import type { NodeState, SiteInput, SiteRequest } from "./state.ts";

const day = 86_400_000;
const until = exampleStart + 6 * day;

const instant = fc.integer({ min: 0, max: 6 * day }).map((offset) => exampleStart + offset);
/** Round instants as well, so that several things fall on one. */
const anyInstant = fc.oneof(
  instant,
  fc.integer({ min: 0, max: 144 }).map((hours) => exampleStart + hours * 3_600_000),
);

function requestOf(nodes: readonly NodeState[]) {
  const nodeId = fc.constantFrom(...nodes.map((node) => node.id));
  const jobId = fc.integer({ min: 0, max: 9 }).map((index) => `job_${String(index).padStart(4, "0")}`);
  const id = fc.uuid();
  return fc.oneof(
    fc.record({ id, effectiveAt: anyInstant, kind: fc.constantFrom("pause" as const, "resume" as const), jobId }),
    fc.record({ id, effectiveAt: anyInstant, kind: fc.constant("cancel" as const), jobId }),
    fc.record({
      id,
      effectiveAt: anyInstant,
      kind: fc.constantFrom("break" as const, "drain" as const, "return" as const),
      nodeId,
    }),
  );
}

const scene = fc
  .record({
    seed: fc.string({ minLength: 1, maxLength: 8 }),
    nodes: fc.integer({ min: 2, max: 24 }),
    load: fc.constantFrom(0.5, 1, 2),
    faults: fc.constantFrom("none" as const, "curated" as const, "shared_research" as const),
  })
  .chain(({ seed, nodes, load, faults }) => {
    const site = exampleSite(seed, nodes, 8, { faults, load, days: 4 });
    return fc.record({
      input: fc
        .tuple(
          fc.uniqueArray(requestOf(site.site.nodes), { maxLength: 24, selector: (request) => request.id }),
          anyInstant,
        )
        .map(([requests, checkedAt]): SiteInput => {
          const first = site.jobs[0];
          const validation = exampleJob("job_0008", 4, 0.01, {
            kind: "validation",
            after: first?.id ?? null,
            slices: ["all"],
          });
          const late = exampleJob("job_0009", 8, 1, { priority: 9 });
          const jobs = [...site.jobs, validation, late];
          const checks = [...site.checks, ...passed([validation], exampleStart), ...passed([late], checkedAt)];
          return { ...site, jobs, checks, requests: requests as SiteRequest[], until };
        }),
      stops: fc.array(anyInstant, { maxLength: 20 }),
    });
  });

const rest = (output: ReturnType<typeof advanceSite>) => {
  const { nextDueAt: _due, frontier: _frontier, ...told } = output;
  return told;
};

/** The first of two lists' entries that differ, as text; comparing texts is fast where there are thousands. */
function firstDifference(left: unknown, right: unknown): readonly string[] | undefined {
  const lines = (value: unknown) => (Array.isArray(value) ? value : [value]).map((entry) => JSON.stringify(entry));
  const [lefts, rights] = [lines(left), lines(right)];
  const index = lefts.findIndex((line, position) => line !== rights[position]);
  if (index >= 0) return [lefts[index] ?? "nothing", rights[index] ?? "nothing"];
  return lefts.length === rights.length ? undefined : ["nothing", rights[lefts.length] ?? "nothing"];
}

describe("a site's fate", () => {
  test("does not depend on how the calls are cut", () => {
    fc.assert(
      fc.property(scene, ({ input, stops }) => {
        const whole = rest(advanceSite(input));
        const cut = advanceInSteps(input, stops);
        for (const part of Object.keys(whole) as (keyof typeof whole)[]) {
          expect(firstDifference(cut[part], whole[part]), part).toBeUndefined();
        }
      }),
      { numRuns: 40, seed: 20261120 },
    );
  });

  test("breaks no law that the checkers know", () => {
    fc.assert(
      fc.property(scene, ({ input }) => {
        const output = advanceSite(input);
        const { events, checkpoints, leases, nodes } = output;
        expect(checkLog({ nodes, events, checkpoints, ...leases })).toEqual([]);
      }),
      { numRuns: 150, seed: 20261121 },
    );
  });

  test("is told completely and in time by waking only when something is due", () => {
    const short = {
      ...exampleSite("wakes", 12, 8, { days: 1, load: 2, faults: "shared_research" }),
      until: exampleStart + day,
    };
    const broken = { id: "r1", kind: "break" as const, nodeId: "node_a_00003", effectiveAt: exampleStart + day / 4 };
    const input: SiteInput = { ...short, requests: [broken] };
    const wakes: number[] = [];
    let { site, jobs } = input;
    for (let at = exampleStart; at <= input.until;) {
      const requests = input.requests.filter((each) => each.effectiveAt === at);
      const output = advanceSite({ site, jobs, requests, checks: at === exampleStart ? input.checks : [], until: at });
      wakes.push(at);
      jobs = output.jobs.filter((job) => job.endedAt === null);
      site = { ...site, nodes: output.nodes, frontier: at };
      const next = Math.min(output.nextDueAt ?? Infinity, at < broken.effectiveAt ? broken.effectiveAt : Infinity);
      expect(next).toBeGreaterThan(at);
      at = next;
    }
    const told = new Set(advanceSite(input).events.map((event) => event.effectiveAt));
    expect(told.size).toBeGreaterThan(500);
    expect([...told].filter((at) => !wakes.includes(at))).toEqual([]);
  });

  test("has the same hash on every machine", () => {
    const { events, leases, metrics } = advanceSite(exampleSite("hash", 64, 40, { days: 10 }));
    const hash = createHash("sha256").update(JSON.stringify({ events, leases, metrics })).digest("hex");
    expect(events.length).toBeGreaterThan(5_000);
    expect(hash).toBe("bbe7c1ee39bbc489981c6b05595f1d953360350f338b6dcaa53f897de5b842b1");
  });
});

describe("the input", () => {
  const input: SiteInput = {
    site: { id: "site_1", seed: "s", faults: "none", nodes: exampleNodes(2), frontier: exampleStart },
    jobs: [],
    requests: [],
    checks: [],
    until: exampleStart,
  };

  test("that breaks a rule is refused with the rule and the value", () => {
    expect(() => advanceSite({ ...input, until: exampleStart - 1 })).toThrow(/only goes forward.*1767225599999/);
    expect(() => advanceSite({ ...input, until: exampleStart + 0.5 })).toThrow(RangeError);
    const late = { id: "r", kind: "pause" as const, jobId: "job_1", effectiveAt: exampleStart + 1 };
    expect(() => advanceSite({ ...input, requests: [late] })).toThrow(/from the frontier to until.*1767225600001/);
    const alone = exampleJob("job_1", 8, 1, { after: "job_0" });
    expect(() => advanceSite({ ...input, jobs: [alone] })).toThrow(/job_1 waits for job_0/);
  });

  test("is never changed, and what did not change is the same object", () => {
    const site = exampleSite("frozen", 8, 4, { faults: "shared_research" });
    const before = JSON.stringify(site);
    const quiet = advanceSite({ ...site, checks: [] });
    expect(JSON.stringify(site)).toBe(before);
    for (const [index, job] of quiet.jobs.entries()) expect(job).toBe(site.jobs[index]);
    advanceSite(site);
    expect(JSON.stringify(site)).toBe(before);
  });
});
