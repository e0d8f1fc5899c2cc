import type { GpuWorkload } from "../gpu/workload.ts";
import type { GpuLayout } from "../plan.ts";

/** A layout one step from another, or why there is none. */
export interface Step {
  readonly dimension: string;
  /** E.g. `tensor 8 instead of 4`. */
  readonly change: string;
  readonly layout: GpuLayout | undefined;
  /** Why this cannot be cut. */
  readonly obstacle: string | undefined;
}

type Degrees = Partial<Pick<GpuLayout, "tensorParallel" | "pipelineParallel" | "contextParallel" | "expertParallel">>;

const divides = (part: number, whole: number): boolean => whole % part === 0;

function tensorObstacle({ model, machine }: GpuWorkload, t: number): string | undefined {
  if (t > machine.linkDomain) return `${t} GPUs are more than the ${machine.linkDomain} that NVLink joins`;
  if (!divides(t, model.heads)) return `${model.heads} heads do not divide by ${t}`;
  if (!divides(t, model.keyValueHeads)) return `${model.keyValueHeads} key and value heads do not divide by ${t}`;
  return divides(t, model.feedForward) ? undefined : `a feed-forward of ${model.feedForward} does not divide by ${t}`;
}

function pipelineObstacle({ model }: GpuWorkload, p: number): string | undefined {
  if (p > model.layers) return `${p} stages are more than the ${model.layers} layers`;
  const filled = Math.ceil(model.layers / Math.ceil(model.layers / p));
  return filled === p ? undefined : `${model.layers} layers fill only ${filled} of ${p} stages`;
}

function degreeObstacle(work: GpuWorkload, layout: GpuLayout): string | undefined {
  const { tensorParallel: t, pipelineParallel: p, expertParallel: e = 1, contextParallel: c = 1 } = layout;
  const blocked = tensorObstacle(work, t) ?? pipelineObstacle(work, p);
  if (blocked) return blocked;
  if (!divides(c, work.sequenceLength)) return `${work.sequenceLength} tokens do not divide by ${c}`;
  const { experts } = work.model;
  if (e > 1 && experts && !divides(e, experts.count)) return `${experts.count} experts do not divide by ${e}`;
  return undefined;
}

/** The most chunks of at most `wanted` that these stages and micro batches allow. */
function chunks(work: GpuWorkload, p: number, microbatches: number, wanted: number): number {
  if (p === 1 || !divides(p, work.model.layers) || !divides(p, microbatches)) return 1;
  const perStage = work.model.layers / p;
  for (let v = Math.min(wanted, perStage); v > 1; v--) if (divides(v, perStage)) return v;
  return 1;
}

/** The largest divisor of `whole` that is at most `wanted`. */
function divisor(whole: number, wanted: number): number {
  for (let part = Math.min(whole, wanted); part > 1; part--) if (divides(part, whole)) return part;
  return 1;
}

/** Sets degrees; data parallelism and micro batches take what is left of devices and batch. */
function withDegrees(work: GpuWorkload, layout: GpuLayout, degrees: Degrees): GpuLayout | string {
  const wanted = { ...layout, ...degrees };
  const { tensorParallel: t, pipelineParallel: p, contextParallel: c = 1, expertParallel: e = 1 } = wanted;
  const obstacle = degreeObstacle(work, wanted);
  if (obstacle) return obstacle;
  if (!divides(t * p * c, work.devices)) return `${work.devices} devices do not divide by ${t * p * c}`;
  const dataParallel = work.devices / (t * p * c);
  if (!divides(dataParallel, work.globalBatchSize)) {
    return `${work.globalBatchSize} sequences do not divide by ${dataParallel} data ranks`;
  }
  if (!divides(e, dataParallel * c * t)) return `${dataParallel * c} ranks do not divide by ${e}`;
  const perRank = work.globalBatchSize / dataParallel;
  const microbatchSize = divisor(perRank, layout.microbatchSize);
  const microbatches = perRank / microbatchSize;
  const one = dataParallel * c === 1;
  return {
    ...wanted,
    dataParallel,
    microbatchSize,
    microbatches,
    virtualPipeline: chunks(work, p, microbatches, layout.virtualPipeline),
    sequenceParallel: t > 1 && (layout.tensorParallel === 1 || layout.sequenceParallel),
    zeroStage: one ? 0 : layout.zeroStage === 0 && layout.dataParallel === 1 ? 1 : layout.zeroStage,
  };
}

function stepOf(dimension: string, change: string, outcome: GpuLayout | string): Step {
  const possible = typeof outcome !== "string";
  const layout = possible ? outcome : undefined;
  return { dimension, change, layout, obstacle: possible ? undefined : outcome };
}

const degreeNames = {
  tensorParallel: "tensor",
  pipelineParallel: "pipeline",
  contextParallel: "context",
  expertParallel: "expert",
} as const;

function degreeSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const steps: Step[] = [];
  for (const [key, name] of Object.entries(degreeNames) as [keyof typeof degreeNames, string][]) {
    if (key === "expertParallel" && !work.model.experts) continue;
    const now = layout[key] ?? 1;
    for (const next of [now * 2, now / 2]) {
      if (next < 1 || !Number.isInteger(next)) continue;
      steps.push(stepOf(name, `${name} ${next} instead of ${now}`, withDegrees(work, layout, { [key]: next })));
    }
  }
  return steps;
}

/** Tensor against pipeline, the product kept. */
function tradeSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const { tensorParallel: t, pipelineParallel: p } = layout;
  const pairs: [number, number][] = [
    [t * 2, p / 2],
    [t / 2, p * 2],
  ];
  return pairs
    .filter(([tensor, stages]) => Number.isInteger(tensor) && Number.isInteger(stages))
    .map(([tensor, stages]) =>
      stepOf(
        "tensor-pipeline",
        `tensor ${tensor} x pipeline ${stages} instead of ${t} x ${p}`,
        withDegrees(work, layout, { tensorParallel: tensor, pipelineParallel: stages }),
      ),
    );
}

function microbatchSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const perRank = layout.microbatchSize * layout.microbatches;
  return [layout.microbatchSize * 2, layout.microbatchSize / 2]
    .filter((next) => next >= 1 && Number.isInteger(next))
    .map((next) => {
      const change = `micro batch ${next} instead of ${layout.microbatchSize}`;
      if (!divides(next, perRank)) {
        return stepOf("micro batch", change, `${perRank} sequences a rank do not divide by ${next}`);
      }
      const microbatches = perRank / next;
      const virtualPipeline = chunks(work, layout.pipelineParallel, microbatches, layout.virtualPipeline);
      return stepOf("micro batch", change, { ...layout, microbatchSize: next, microbatches, virtualPipeline });
    });
}

function chunkSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const { pipelineParallel: p, virtualPipeline: now, microbatches } = layout;
  if (p === 1) return [];
  const perStage = work.model.layers / p;
  if (!Number.isInteger(perStage) || !divides(p, microbatches)) return [];
  const all = Array.from({ length: perStage }, (_, index) => index + 1).filter((v) => divides(v, perStage));
  const at = all.indexOf(now);
  return [all[at - 1], all[at + 1]]
    .filter((next) => next !== undefined)
    .map((next) =>
      stepOf("schedule", `${next} chunks a stage instead of ${now}`, { ...layout, virtualPipeline: next }),
    );
}

const recomputes = ["none", "selective", "full"] as const;

function recomputeSteps(layout: GpuLayout): Step[] {
  return recomputes
    .filter((next) => next !== layout.recompute)
    .map((next) =>
      stepOf("recompute", `recompute ${next} instead of ${layout.recompute}`, {
        ...layout,
        recompute: next,
        ...(layout.recomputeLayers === undefined ? {} : { recomputeLayers: undefined }),
      } as GpuLayout),
    );
}

function shardingSteps(layout: GpuLayout): Step[] {
  const steps: Step[] = [];
  const { zeroStage, tensorParallel, sequenceParallel } = layout;
  if (layout.dataParallel * (layout.contextParallel ?? 1) > 1) {
    for (const next of [0, 1, 2, 3] as const) {
      if (next === zeroStage || (next === 2 && layout.pipelineParallel > 1)) continue;
      if (next === 3 && layout.pipelineParallel > 1) continue;
      steps.push(stepOf("ZeRO", `ZeRO stage ${next} instead of ${zeroStage}`, { ...layout, zeroStage: next }));
    }
  }
  if (tensorParallel > 1) {
    const change = sequenceParallel ? "sequence parallelism off" : "sequence parallelism on";
    steps.push(stepOf("sequence", change, { ...layout, sequenceParallel: !sequenceParallel }));
  }
  return steps;
}

/** **Returns** every layout one step away: each degree doubled and halved, micro batch, schedule, recompute, sharding. */
export function stepsFrom(work: GpuWorkload, layout: GpuLayout): Step[] {
  return [
    ...degreeSteps(work, layout),
    ...tradeSteps(work, layout),
    ...microbatchSteps(work, layout),
    ...chunkSteps(work, layout),
    ...recomputeSteps(layout),
    ...shardingSteps(layout),
  ];
}
