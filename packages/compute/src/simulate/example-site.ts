import { newJob } from "./job.ts";
import type { JobSpec } from "./job.ts";
import { newNode } from "./new-node.ts";
import { keyOf, uniform } from "./prng.ts";
import type { FaultProfileName, Instant, JobCheck, JobState, NodeState, SiteInput } from "./state.ts";

/** The first instant of the example: 2026-01-01. */
export const exampleStart: Instant = 1_767_225_600_000;

/** Whole nodes of one cluster, 16 below a leaf. For tests, benches and the README. */
export function exampleNodes(
  count: number,
  of: {
    readonly clusterId?: string;
    readonly systemId?: string;
    readonly devices?: number;
    readonly perLeaf?: number;
  } = {},
): readonly NodeState[] {
  const clusterId = of.clusterId ?? "clu_a";
  const systemId = of.systemId ?? "dgx-h100";
  return Array.from({ length: count }, (_, index) =>
    newNode({
      id: `${clusterId.replace("clu", "node")}_${String(index).padStart(5, "0")}`,
      clusterId,
      systemId,
      deviceKind: systemId.startsWith("cs-") ? "wafer" : "gpu",
      leaf: `leaf_${String(Math.floor(index / (of.perLeaf ?? 16))).padStart(3, "0")}`,
      devices: of.devices ?? (systemId.startsWith("cs-") ? 1 : 8),
    }),
  );
}

/** A training job of about `days` at full speed. */
export function exampleJob(id: string, devices: number, days: number, change: Partial<JobSpec> = {}): JobState {
  const totalSteps = Math.max(4, Math.round((days * 86_400) / 6));
  return newJob({
    id,
    kind: "training",
    seed: `seed of ${id}`,
    after: null,
    priority: 0,
    holdStart: exampleStart,
    systemId: "dgx-h100",
    clusterId: null,
    devices,
    lossCurve: { floor: 1.69, amplitude: 410.7, exponent: 0.28, start: 10.8, noise: 0.01 },
    plan: {
      stepTimeSeconds: 6,
      totalSteps,
      tokensPerStep: 1_048_576,
      tokens: totalSteps * 1_048_576,
      startup: [
        { phase: "compile", seconds: 240 },
        { phase: "load", seconds: 120 },
      ],
      checkpoint: {
        everySteps: Math.max(1, Math.min(300, Math.ceil(totalSteps / 4))),
        pauseSeconds: 15,
        sizeBytes: 98e9,
      },
      throughputSigma: 0.08,
      faultsPerDay: 0.004 * Math.ceil(devices / 8) + 0.02,
      recoverySeconds: 300,
    },
    ...change,
  });
}

/** The jobs' checks, all passed at `at`. */
export const passed = (jobs: readonly JobState[], at: Instant): readonly JobCheck[] =>
  jobs.map((job) => ({ jobId: job.id, effectiveAt: at, refusal: null }));

/** A site with jobs of mixed sizes and lengths that together ask for about `load` times its devices. */
export function exampleSite(
  seed: string,
  nodes: number,
  jobs: number,
  of: { readonly faults?: FaultProfileName; readonly days?: number; readonly load?: number } = {},
): SiteInput {
  const draw = keyOf(seed, "example");
  const each = ((of.load ?? 1) * nodes * 8) / jobs;
  const made = Array.from({ length: jobs }, (_, index) => {
    const wished = each * 2 * uniform(draw, index, 0);
    const devices = Math.max(1, Math.min(nodes * 8, wished > 8 ? 8 * Math.round(wished / 8) : Math.round(wished)));
    const days = (of.days ?? 10) * (0.1 + 1.8 * uniform(draw, index, 1));
    const priority = Math.floor(3 * uniform(draw, index, 2));
    return exampleJob(`job_${String(index).padStart(4, "0")}`, devices, days, { priority });
  });
  return {
    site: {
      id: "site_example",
      seed,
      faults: of.faults ?? "curated",
      nodes: exampleNodes(nodes),
      frontier: exampleStart,
    },
    jobs: made,
    requests: [],
    checks: passed(made, exampleStart),
    until: exampleStart + (of.days ?? 10) * 86_400_000,
  };
}
