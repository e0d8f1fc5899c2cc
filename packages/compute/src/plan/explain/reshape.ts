import { countOf, grouped } from "../../hardware/devices-in-words.ts";
import { scheduleNames } from "../gpu/explain.ts";
import { checkLayout, cutsTokens, mayOverlapExperts, zeroStageMax } from "../gpu/check-layout.ts";
import { layersPerStage, scheduleOf } from "../gpu/pipeline.ts";
import { stagesInside } from "../gpu/placement.ts";
import { tidy } from "../gpu/search/candidate.ts";
import { evenEnds } from "../gpu/search/choice.ts";
import { contextParallelOf, expertParallelOf, type GpuWorkload, replicasOf } from "../gpu/workload.ts";
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

/** Fields of a layout that may be absent, which a change may have to leave out. */
type Changes = { readonly [Field in keyof GpuLayout]?: GpuLayout[Field] | undefined };

const divides = (part: number, whole: number): boolean => Number.isInteger(whole / part);

/** The most chunks of at most `wanted` that these stages and micro batches allow. */
function chunks(work: GpuWorkload, layout: GpuLayout, wanted: number): number {
  const { pipelineParallel: p, microbatches } = layout;
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

const fewer = (count: number | undefined, most: number): number | undefined =>
  count === undefined ? undefined : Math.min(count, most);

/** Expert exchange stays behind another micro batch where there still is one. */
const overlapOf = (work: GpuWorkload, layout: GpuLayout): true | undefined =>
  layout.overlapExperts && expertParallelOf(layout) > 1 && mayOverlapExperts(work, layout) ? true : undefined;

/** The ends that the search would name where a layout names none. */
function endsOf({ model }: GpuWorkload, layout: GpuLayout): Changes {
  const { pipelineParallel, firstStageLayers, lastStageLayers } = layout;
  const named = firstStageLayers !== undefined || lastStageLayers !== undefined;
  return named ? { firstStageLayers, lastStageLayers } : evenEnds(model.layers, pipelineParallel);
}

/** Takes from a layout what no longer goes with the rest of it. */
function settled(work: GpuWorkload, layout: GpuLayout): GpuLayout {
  const ranks = replicasOf(layout);
  const most = layersPerStage(work.model.layers, layout);
  const { virtualPipeline, recomputeLayers, offloadedLayers, shardRanks, zeroStage } = layout;
  const stays = layout.schedule !== undefined && (layout.schedule === "interleaved") === virtualPipeline > 1;
  const changes: Changes = {
    ...endsOf(work, layout),
    schedule: stays && layout.pipelineParallel > 1 ? layout.schedule : undefined,
    contextExchange: contextParallelOf(layout) === 1 ? undefined : layout.contextExchange,
    gatherAgain: layout.sequenceParallel ? layout.gatherAgain : undefined,
    recomputeLayers: layout.recompute === "full" ? fewer(recomputeLayers, most) : undefined,
    offloadedLayers: fewer(offloadedLayers, most),
    shardRanks: zeroStage === 3 && shardRanks !== undefined && divides(shardRanks, ranks) ? shardRanks : undefined,
  };
  const reshaped = { ...layout, ...changes } as GpuLayout;
  return { ...reshaped, overlapExperts: overlapOf(work, reshaped) } as GpuLayout;
}

/** **Returns** the step to a layout as it is, or the rule that it breaks. */
function stepExactly(work: GpuWorkload, dimension: string, change: string, changed: GpuLayout): Step {
  const broken = checkLayout(work, changed);
  if (!broken) return { dimension, change, layout: tidy(changed), obstacle: undefined };
  return { dimension, change, layout: undefined, obstacle: broken.text.replace(/\.$/, "") };
}

/** **Returns** the step to a layout, without what no longer goes with the rest of it, or the rule that it breaks. */
const stepTo = (work: GpuWorkload, dimension: string, change: string, changed: GpuLayout): Step =>
  stepExactly(work, dimension, change, settled(work, changed));

type Degrees = Partial<Pick<GpuLayout, "tensorParallel" | "pipelineParallel" | "contextParallel" | "expertParallel">>;

/** Sets degrees; data parallelism and micro batches take what is left of devices and batch. */
function withDegrees(work: GpuWorkload, layout: GpuLayout, degrees: Degrees): GpuLayout | string {
  const wanted = { ...layout, ...degrees };
  const { tensorParallel: t, pipelineParallel: p, contextParallel: c = 1 } = wanted;
  if (!divides(t * p * c, work.devices))
    return `${countOf(work.devices, "device")} ${work.devices === 1 ? "does" : "do"} not divide by ${t * p * c}`;
  const dataParallel = work.devices / (t * p * c);
  if (!divides(dataParallel, work.globalBatchSize)) {
    return `${grouped(work.globalBatchSize)} sequences do not divide by ${dataParallel} data ranks`;
  }
  const perRank = work.globalBatchSize / dataParallel;
  const microbatchSize = divisor(perRank, layout.microbatchSize);
  const sized = { ...wanted, dataParallel, microbatchSize, microbatches: perRank / microbatchSize };
  const ends: Changes =
    p === layout.pipelineParallel ? {} : { firstStageLayers: undefined, lastStageLayers: undefined };
  const sharded = dataParallel * c > 1;
  // Off by choice stays off; off because nothing could be cut says nothing of other degrees.
  const cut = layout.sequenceParallel || !cutsTokens(work, layout);
  return {
    ...sized,
    ...ends,
    virtualPipeline: chunks(work, sized, layout.virtualPipeline),
    sequenceParallel: cut && cutsTokens(work, sized),
    zeroStage: sharded ? Math.min(layout.zeroStage || 1, zeroStageMax(work, p)) : 0,
  } as GpuLayout;
}

function degreeStep(work: GpuWorkload, dimension: string, change: string, from: GpuLayout, degrees: Degrees): Step {
  const outcome = withDegrees(work, from, degrees);
  if (typeof outcome !== "string") return stepTo(work, dimension, change, outcome);
  return { dimension, change, layout: undefined, obstacle: outcome };
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
      steps.push(degreeStep(work, name, `${name} ${next} instead of ${now}`, layout, { [key]: next }));
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
    .map(([tensor, stages]) => {
      const change = `tensor ${tensor} x pipeline ${stages} instead of ${t} x ${p}`;
      return degreeStep(work, "tensor-pipeline", change, layout, { tensorParallel: tensor, pipelineParallel: stages });
    });
}

function microbatchSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const perRank = layout.microbatchSize * layout.microbatches;
  return [layout.microbatchSize * 2, layout.microbatchSize / 2]
    .filter((next) => next >= 1 && Number.isInteger(next))
    .map((next) => {
      const dimension = "micro batch";
      const change = `micro batch ${next} instead of ${layout.microbatchSize}`;
      if (!divides(next, perRank)) {
        return {
          dimension,
          change,
          layout: undefined,
          obstacle: `${grouped(perRank)} sequences a rank do not divide by ${next}`,
        };
      }
      const sized = { ...layout, microbatchSize: next, microbatches: perRank / next };
      return stepTo(work, dimension, change, {
        ...sized,
        virtualPipeline: chunks(work, sized, layout.virtualPipeline),
      });
    });
}

function scheduleSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const { pipelineParallel: p, virtualPipeline: now, microbatches } = layout;
  if (p === 1) return [];
  const perStage = work.model.layers / p;
  const even = Number.isInteger(perStage) && divides(p, microbatches);
  const all = even ? Array.from({ length: perStage }, (_, index) => index + 1).filter((v) => divides(v, perStage)) : [];
  const at = all.indexOf(now);
  const beside = [all[at - 1], all[at + 1]].filter((next) => next !== undefined && at >= 0);
  const steps = beside.map((next = 1) =>
    stepTo(work, "schedule", `${countOf(next, "chunk")} a stage instead of ${now}`, {
      ...layout,
      virtualPipeline: next,
    }),
  );
  for (const [schedule, name, virtualPipeline] of [
    ["1f1b", "1F1B", 1],
    ["zb-h1", "ZB-H1", 1],
    ["zb-v", "ZB-V", 2],
  ] as const) {
    const current = scheduleOf(layout);
    if (schedule === current) continue;
    const change = `${name} instead of ${scheduleNames[current]}`;
    const turned = { ...layout, schedule, virtualPipeline } as GpuLayout;
    const changed = { ...turned, overlapExperts: overlapOf(work, turned) } as GpuLayout;
    // Settling would take the schedule of a V for that of chunks.
    steps.push(stepExactly(work, "schedule", change, changed));
  }
  return steps;
}

function part({ recompute, recomputeLayers }: Pick<GpuLayout, "recompute" | "recomputeLayers">): string {
  if (recomputeLayers === undefined) return recompute;
  return `${countOf(recomputeLayers, "layer")} a stage`;
}

function recomputeSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const most = layersPerStage(work.model.layers, layout);
  const now = layout.recompute === "full" ? (layout.recomputeLayers ?? most) : 0;
  const counts = now > 0 ? [now - 1, now + 1] : [1];
  const choices: Pick<GpuLayout, "recompute" | "recomputeLayers">[] = [
    { recompute: "none" },
    { recompute: "selective" },
    { recompute: "full" },
    ...counts
      .filter((count) => count > 0 && count < most)
      .map((recomputeLayers) => ({ recompute: "full" as const, recomputeLayers })),
  ];
  return choices
    .filter((choice) => part(choice) !== part(layout))
    .map((choice) =>
      stepTo(work, "recompute", `recompute ${part(choice)} instead of ${part(layout)}`, {
        ...layout,
        recomputeLayers: undefined,
        ...choice,
      } as GpuLayout),
    );
}

function zeroSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const { zeroStage, pipelineParallel } = layout;
  if (replicasOf(layout) === 1) return [];
  const most = zeroStageMax(work, pipelineParallel);
  return ([0, 1, 2, 3] as const)
    .filter((next) => next !== zeroStage && next <= most)
    .map((next) => stepTo(work, "ZeRO", `ZeRO stage ${next} instead of ${zeroStage}`, { ...layout, zeroStage: next }));
}

function sequenceSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  if (layout.tensorParallel === 1) return [];
  const sequenceParallel = !layout.sequenceParallel;
  return [
    stepTo(work, "sequence", `sequence parallelism ${sequenceParallel ? "on" : "off"}`, {
      ...layout,
      sequenceParallel,
    }),
  ];
}

function exchangeSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  if (expertParallelOf(layout) === 1) return [];
  const overlapExperts = layout.overlapExperts !== true;
  const change = `expert exchange ${overlapExperts ? "behind another micro batch" : "in the open"}`;
  // Settling would keep what overlaps where it can.
  return [stepExactly(work, "expert exchange", change, { ...layout, overlapExperts })];
}

function contextSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  if (contextParallelOf(layout) === 1) return [];
  const gathers = layout.contextExchange === "gather";
  const change = gathers
    ? "keys and values around a ring instead of gathered"
    : "keys and values gathered instead of around a ring";
  const changed = { ...layout, contextExchange: gathers ? undefined : "gather" } as GpuLayout;
  return [stepTo(work, "context exchange", change, changed)];
}

/** HSDP: one copy of the weights a node, or one over all data ranks. */
function shardSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const ranks = replicasOf(layout);
  const node = Math.min(work.machine.linkDomain, work.machine.devicesPerNode);
  if (layout.zeroStage !== 3 || ranks <= node) return [];
  const shardRanks = layout.shardRanks === undefined ? node : undefined;
  const [then, now] = [shardRanks ?? ranks, layout.shardRanks ?? ranks];
  return [
    stepTo(work, "shards", `weights sharded over ${then} ranks instead of ${now}`, {
      ...layout,
      shardRanks,
    } as GpuLayout),
  ];
}

/** Stages side by side before the data ranks, or the other way round. */
function placementSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  if (layout.pipelineParallel === 1 || layout.dataParallel === 1) return [];
  const inside = layout.order === undefined ? stagesInside : undefined;
  const change = `${inside ? "stages before data ranks" : "data ranks before stages"} on the topology`;
  return [stepTo(work, "placement", change, { ...layout, order: inside } as GpuLayout)];
}

/** Activations on the host: of one layer, or of all that are recomputed instead of that. */
function activationSteps(work: GpuWorkload, layout: GpuLayout): Step[] {
  const now = layout.offloadedLayers ?? 0;
  const where = now > 0 ? "on the GPU" : "of 1 layer a stage in the host's memory";
  const steps = [stepTo(work, "offload", `activations ${where}`, { ...layout, offloadedLayers: now > 0 ? 0 : 1 })];
  if (layout.recompute !== "full") return steps;
  const again = layout.recomputeLayers ?? layersPerStage(work.model.layers, layout);
  const change = `activations of ${countOf(again, "layer")} a stage in the host's memory instead of recomputed`;
  const traded = { ...layout, recompute: "none", recomputeLayers: undefined, offloadedLayers: now + again } as const;
  return [...steps, stepTo(work, "offload", change, traded as unknown as GpuLayout)];
}

function offloadStep(work: GpuWorkload, layout: GpuLayout): Step {
  const held = (layout.offloadedOptimizer ?? 0) > 0;
  const change = held ? "optimizer on the GPU" : "optimizer in the host's memory";
  return stepTo(work, "offload", change, { ...layout, offloadedOptimizer: held ? 0 : 1 });
}

/**
 * **Returns** every layout one step away: each degree doubled and halved, micro batch, schedule, recompute, sharding,
 * exchanges, placement, offload. Those that break a rule say which.
 */
export function stepsFrom(work: GpuWorkload, layout: GpuLayout): Step[] {
  return [
    ...degreeSteps(work, layout),
    ...tradeSteps(work, layout),
    ...microbatchSteps(work, layout),
    ...scheduleSteps(work, layout),
    ...recomputeSteps(work, layout),
    ...zeroSteps(work, layout),
    ...sequenceSteps(work, layout),
    ...exchangeSteps(work, layout),
    ...contextSteps(work, layout),
    ...shardSteps(work, layout),
    ...placementSteps(work, layout),
    offloadStep(work, layout),
    ...activationSteps(work, layout),
  ];
}
