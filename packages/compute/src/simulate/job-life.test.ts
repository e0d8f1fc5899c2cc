// Guarantee: what a person asks of a job happens at its instant, keeps the last checkpoint, and gives devices back.
import { describe, expect, test } from "vitest";
import { advanceSite } from "./advance.ts";
import { checkLog } from "./check-log.ts";
import { estimateFinish } from "./estimate.ts";
import { exampleJob, exampleNodes, exampleStart, passed } from "./example-site.ts";
import type { JobState, NodeState, SiteInput, SiteOutput, SiteRequest } from "./state.ts";
import { foretellQueue } from "./foretell.ts";
import { isTerminal } from "./transitions.ts";
import { hiddenThroughput } from "./truth.ts";

const day = 86_400_000;
const hour = 3_600_000;

function siteOf(
  jobs: readonly JobState[],
  change: { nodes?: readonly NodeState[]; requests?: readonly SiteRequest[] } = {},
) {
  const nodes = change.nodes ?? exampleNodes(4);
  const input: SiteInput = {
    site: { id: "site_1", seed: "life", faults: "none", nodes, frontier: exampleStart },
    jobs,
    requests: change.requests ?? [],
    checks: passed(jobs, exampleStart),
    until: exampleStart + 30 * day,
  };
  const output = advanceSite(input);
  expect(
    checkLog({ nodes: output.nodes, events: output.events, checkpoints: output.checkpoints, ...output.leases }),
  ).toEqual([]);
  return output;
}

const story = (output: SiteOutput, jobId: string): readonly string[] =>
  output.events
    .filter((event) => event.jobId === jobId && !/metrics|checkpoint|eta/.test(event.type))
    .map((event) => event.type.slice(4));

const eventOf = (output: SiteOutput, type: string, jobId = "job_1") =>
  output.events.find((event) => event.type === type && event.jobId === jobId);

const at = (hours: number) => exampleStart + hours * hour;

describe("a training job", () => {
  const job = exampleJob("job_1", 16, 1);

  test("ends when its true speed says", () => {
    const output = siteOf([job]);
    const factor = hiddenThroughput("life", job.seed, job.plan.throughputSigma);
    const saves = Math.ceil(job.plan.totalSteps / job.plan.checkpoint.everySteps);
    const seconds = 360 + (job.plan.totalSteps * 6) / factor + saves * 15;
    expect(output.jobs[0]?.endedAt).toBe(Math.floor(exampleStart + seconds * 1000));
    expect(story(output, "job_1")).toEqual(["checked", "queued", "started", "succeeded"]);
    expect(output.metrics.length).toBe(200);
    expect(output.leases.closed.length).toBe(2);
    expect(output.nextDueAt).toBeUndefined();
  });

  test("that is paused saves first, holds nothing while it rests, and goes on from there", () => {
    const requests = [
      { id: "a", kind: "pause" as const, jobId: "job_1", effectiveAt: at(5) },
      { id: "b", kind: "resume" as const, jobId: "job_1", effectiveAt: at(50) },
    ];
    const output = siteOf([job], { requests });
    expect(story(output, "job_1")).toEqual([
      "checked",
      "queued",
      "started",
      "paused",
      "resumed",
      "started",
      "succeeded",
    ]);
    const paused = eventOf(output, "job.paused");
    expect((paused?.effectiveAt ?? 0) - at(5)).toBeLessThan(30_000);
    expect(output.leases.closed.slice(0, 2).map((lease) => lease.to)).toEqual([
      paused?.effectiveAt,
      paused?.effectiveAt,
    ]);
    expect(output.jobs[0]?.lostSteps).toBe(0);
    const without = siteOf([job]).jobs[0]?.endedAt ?? 0;
    const rested = at(50) - (paused?.effectiveAt ?? 0);
    const again = (output.jobs[0]?.endedAt ?? 0) - without - rested;
    // One more start-up, and one more save.
    expect(Math.abs(again - 375_000)).toBeLessThan(2);
  });

  test("that is canceled delivers its last checkpoint and nothing else", () => {
    const output = siteOf([job], { requests: [{ id: "a", kind: "cancel", jobId: "job_1", effectiveAt: at(5.25) }] });
    const last = output.checkpoints.at(-1);
    const canceled = eventOf(output, "job.canceled");
    expect(canceled?.data).toMatchObject({ steps: last?.step, tokens: last?.tokens });
    expect(canceled).toMatchObject({
      statusReason: "user_request",
      faultParty: "customer",
      effectiveAt: at(5.25) + 30_000,
    });
    expect(output.leases.closed.every((lease) => lease.to === canceled?.effectiveAt)).toBe(true);
  });

  test("can be resumed while it is still pausing", () => {
    const requests = [
      { id: "a", kind: "pause" as const, jobId: "job_1", effectiveAt: at(5) },
      { id: "b", kind: "resume" as const, jobId: "job_1", effectiveAt: at(5) },
    ];
    expect(story(siteOf([job], { requests }), "job_1").slice(3, 6)).toEqual(["paused", "resumed", "started"]);
  });

  test("refuses what makes no sense, with the state it is in", () => {
    const requests = [
      { id: "a", kind: "resume" as const, jobId: "job_1", effectiveAt: at(1) },
      { id: "b", kind: "pause" as const, jobId: "job_9", effectiveAt: at(1) },
      { id: "c", kind: "return" as const, nodeId: "node_a_00000", effectiveAt: at(1) },
      { id: "d", kind: "break" as const, nodeId: "node_x", effectiveAt: at(1) },
    ];
    const outcomes = siteOf([job], { requests }).outcomes;
    expect(outcomes.map((outcome) => outcome.outcome)).toEqual(["ignored", "ignored", "ignored", "ignored"]);
    expect(outcomes.map((outcome) => outcome.text)).toEqual([
      "Only a paused job can be resumed; this one is running.",
      "This site has no job job_9 under way.",
      "A node that is up has nothing to return.",
      "This site has no node node_x.",
    ]);
  });

  test("whose check is refused fails at once, by the customer's fault", () => {
    const refusal = { reason: "dataset_invalid" as const, text: "The dataset has no tokens." };
    const output = advanceSite({
      site: { id: "site_1", seed: "life", faults: "none", nodes: exampleNodes(4), frontier: exampleStart },
      jobs: [job],
      requests: [],
      checks: [{ jobId: "job_1", effectiveAt: at(1), refusal }],
      until: at(2),
    });
    expect(story(output, "job_1")).toEqual(["checked", "failed"]);
    expect(eventOf(output, "job.failed")).toMatchObject({ statusReason: "dataset_invalid", faultParty: "customer" });
  });
});

describe("a fault", () => {
  const breakAt = (hours: number, nodeId: string): SiteRequest => ({
    id: `break ${hours}`,
    kind: "break",
    nodeId,
    effectiveAt: at(hours),
  });

  test("is met with a spare: back to the last checkpoint, lost steps counted, the node's lease ends with it", () => {
    const output = siteOf([exampleJob("job_1", 16, 1)], { requests: [breakAt(5.25, "node_a_00000")] });
    expect(story(output, "job_1")).toEqual(["checked", "queued", "started", "interrupted", "recovered", "succeeded"]);
    const interrupted = eventOf(output, "job.interrupted");
    expect(interrupted).toMatchObject({
      status: "recovering",
      statusReason: "node_failure",
      faultParty: "provider",
      effectiveAt: at(5.25),
    });
    expect(interrupted?.data).toMatchObject({ cause: "operator", nodes: ["node_a_00000"] });
    expect(Number(interrupted?.data["lostSteps"])).toBeGreaterThan(0);
    const recovered = eventOf(output, "job.recovered");
    // Three minutes to notice, two to load; nothing is compiled again.
    expect(recovered?.effectiveAt).toBe(at(5.25) + 300_000);
    expect(recovered?.data["nodes"]).toEqual(["node_a_00001", "node_a_00002"]);
    const struck = output.leases.closed.find((lease) => lease.nodeId === "node_a_00000");
    expect(struck?.to).toBe(at(5.25));
    expect(output.jobs[0]?.lostSteps).toBe(Number(interrupted?.data["lostSteps"]));
  });

  test("without a spare waits for the repair, and says so", () => {
    const input = [exampleJob("job_1", 32, 1)];
    const output = siteOf(input, { requests: [breakAt(5, "node_a_00000")] });
    const repaired = output.events.find((event) => event.type === "node.repaired")?.effectiveAt ?? 0;
    expect(repaired).toBeGreaterThan(at(5));
    expect(eventOf(output, "job.recovered")?.effectiveAt).toBe(Math.max(repaired, at(5) + 180_000) + 120_000);
    const during = advanceSite({
      site: { id: "site_1", seed: "life", faults: "none", nodes: exampleNodes(4), frontier: exampleStart },
      jobs: input,
      requests: [breakAt(5, "node_a_00000")],
      checks: passed(input, exampleStart),
      until: at(5) + 200_000,
    });
    expect(during.jobs[0]?.waitText).toBe("Waits for 1 of its 4 nodes to be replaced or repaired.");
  });

  test("on a wafer is told as such when the wafer is the cause", () => {
    const nodes = exampleNodes(16, { systemId: "cs-3" });
    const job = exampleJob("job_1", 16, 200, { systemId: "cs-3" });
    const output = advanceSite({
      site: { id: "site_1", seed: "wafers", faults: "curated", nodes, frontier: exampleStart },
      jobs: [job],
      requests: [],
      checks: passed([job], exampleStart),
      until: exampleStart + 250 * day,
    });
    const reasons = output.events.filter(
      (event) => event.type === "job.interrupted" && event.data["cause"] === "wafer",
    );
    expect(reasons.length).toBeGreaterThan(3);
    expect(new Set(reasons.map((event) => event.statusReason))).toEqual(new Set(["wafer_fault"]));
  });

  test("of the numbers goes back to the last checkpoint on the same nodes", () => {
    const job = exampleJob("job_1", 16, 300);
    const nodes = exampleNodes(4);
    const site = { id: "site_1", seed: "nan", faults: "shared_research" as const, nodes, frontier: exampleStart };
    const output = advanceSite({
      site,
      jobs: [job],
      requests: [],
      checks: passed([job], exampleStart),
      until: exampleStart + 400 * day,
    });
    const numerical = output.events.filter((event) => event.statusReason === "numerical_fault");
    expect(numerical.length).toBeGreaterThan(2);
    for (const event of numerical) expect(event.data["nodes"]).toEqual([]);
  });
});

describe("a validation job", () => {
  const training = exampleJob("job_1", 32, 0.2);
  const validation = exampleJob("job_2", 8, 0.01, { kind: "validation", after: "job_1", slices: ["all", "code"] });

  test("is queued at the instant at which its training succeeded, and scores what was trained", () => {
    const output = siteOf([training, validation]);
    expect(eventOf(output, "job.queued", "job_2")?.effectiveAt).toBe(eventOf(output, "job.succeeded")?.effectiveAt);
    expect(output.jobs[1]).toMatchObject({
      status: "succeeded",
      evaluatedTokens: training.plan.tokens,
      checkpoints: 0,
    });
    expect(Object.keys(eventOf(output, "job.succeeded", "job_2")?.data["scores"] ?? {})).toEqual(["all", "code"]);
  });

  test("is canceled with its training", () => {
    const output = siteOf([training, validation], {
      requests: [{ id: "a", kind: "cancel", jobId: "job_1", effectiveAt: at(1) }],
    });
    expect(output.jobs.map((job) => job.status)).toEqual(["canceled", "canceled"]);
    expect(output.jobs.every((job) => isTerminal(job.status))).toBe(true);
  });
});

describe("a full site", () => {
  test("tells each waiting job its place, its reason and its expected start", () => {
    const jobs = [exampleJob("job_1", 32, 1), exampleJob("job_2", 16, 1), exampleJob("job_3", 8, 1, { priority: 1 })];
    const site = {
      id: "site_1",
      seed: "life",
      faults: "none" as const,
      nodes: exampleNodes(4),
      frontier: exampleStart,
    };
    const checks = [...passed(jobs.slice(0, 1), exampleStart), ...passed(jobs.slice(1), at(1))];
    const output = advanceSite({ site, jobs, requests: [], checks, until: at(2) });
    const [first, second] = foretellQueue(output.nodes, output.jobs, at(2));
    expect(first).toMatchObject({ jobId: "job_3", position: 1, reason: "capacity" });
    expect(first?.text).toBe("Needs 1 whole node; 0 of 4 in clu_a are free (0 down, 0 draining).");
    expect(second).toMatchObject({ jobId: "job_2", position: 2, startAt: first?.startAt });
    const ended = advanceSite({ site, jobs, requests: [], checks, until: at(200) }).jobs[0]?.endedAt ?? 0;
    expect(Math.abs((first?.startAt ?? 0) - ended)).toBeLessThan(0.02 * (ended - exampleStart));
  });
});

describe("an estimate", () => {
  test("comes to the true end from what was seen, not from what is hidden", () => {
    const job = exampleJob("job_1", 16, 10);
    const told = siteOf([job]).events.filter((event) => event.type === "job.eta_changed");
    const ended = siteOf([job]).jobs[0]?.endedAt ?? 0;
    const planned = estimateFinish(job, exampleStart)?.p50 ?? 0;
    expect(told[0]?.data["p50"]).toBeLessThanOrEqual(planned);
    const last = Number(told.at(-1)?.data["p50"]);
    expect(Math.abs(last - ended)).toBeLessThan(0.02 * (ended - exampleStart));
    expect(Math.abs(planned - ended)).toBeGreaterThan(Math.abs(last - ended));
  });

  test("is not given for a job that rests or is over", () => {
    expect(estimateFinish({ ...exampleJob("job_1", 8, 1), status: "paused" }, exampleStart)).toBeUndefined();
    expect(estimateFinish({ ...exampleJob("job_1", 8, 1), status: "failed" }, exampleStart)).toBeUndefined();
  });
});
