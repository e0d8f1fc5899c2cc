import type { ModelShape } from "../../model/shape.ts";
import { gibibytes } from "../life.ts";
import type { GpuLayout, PipelineSchedule, Reason } from "../plan.ts";
import { hostBytes } from "./memory.ts";
import { layersPerStage, scheduleOf, stageLayers } from "./pipeline.ts";
import { dimensionsOf } from "./placement.ts";
import type { Software } from "./software.ts";
import {
  contextParallelOf,
  expertParallelOf,
  expertTensorParallelOf,
  type GpuWorkload,
  replicasOf,
  shardRanksOf,
} from "./workload.ts";

interface Case {
  readonly work: GpuWorkload;
  readonly layout: GpuLayout;
}

/** One rule of legal layouts: when it is broken, and the sentence that says so with the values received. */
interface Rule {
  readonly code: string;
  readonly broken: (given: Case) => boolean;
  readonly text: (given: Case) => string;
}

const divides = (part: number, whole: number) => whole % part === 0;
const isCount = (value: number) => Number.isSafeInteger(value) && value >= 1;

const counts = (layout: GpuLayout): Readonly<Record<string, number>> => ({
  tensorParallel: layout.tensorParallel,
  pipelineParallel: layout.pipelineParallel,
  dataParallel: layout.dataParallel,
  virtualPipeline: layout.virtualPipeline,
  microbatchSize: layout.microbatchSize,
  microbatches: layout.microbatches,
  contextParallel: contextParallelOf(layout),
  expertParallel: expertParallelOf(layout),
  expertTensorParallel: expertTensorParallelOf(layout),
  shardRanks: shardRanksOf(layout),
  firstStageLayers: layout.firstStageLayers ?? 1,
  lastStageLayers: layout.lastStageLayers ?? 1,
  recomputeLayers: layout.recomputeLayers ?? 1,
});

const ranksOf = (layout: GpuLayout) => layout.tensorParallel * layout.pipelineParallel * replicasOf(layout);
const batchOf = (layout: GpuLayout) => layout.dataParallel * layout.microbatchSize * layout.microbatches;
const expertCut = (layout: GpuLayout) => expertParallelOf(layout) * expertTensorParallelOf(layout);

const sizes: readonly Rule[] = [
  {
    code: "count",
    broken: ({ layout }) => !Object.values(counts(layout)).every(isCount),
    text: ({ layout }) => {
      const wrong = Object.entries(counts(layout)).filter(([, value]) => !isCount(value));
      return `degrees and counts are whole numbers from 1, received ${wrong.map(([name, value]) => `${name} ${value}`).join(", ")}`;
    },
  },
  {
    code: "ranks",
    broken: ({ work, layout }) => ranksOf(layout) !== work.devices,
    text: ({ work, layout }) =>
      `tensor x pipeline x data x context ranks are as many as the devices, received ${ranksOf(layout)} ranks for ${work.devices} devices`,
  },
  {
    code: "batch",
    broken: ({ work, layout }) => batchOf(layout) !== work.globalBatchSize,
    text: ({ work, layout }) =>
      `data ranks x micro batch x micro batches are the batch, received ${layout.dataParallel} x ${layout.microbatchSize} x ${layout.microbatches}, which is ${batchOf(layout)} sequences, the ask has ${work.globalBatchSize}`,
  },
];

/** **Returns** the width of the feed-forward blocks that the tensor group cuts; 0 where there are none beside experts. */
const cutWidth = ({ experts, feedForward }: ModelShape): number =>
  experts ? experts.sharedFeedForward || experts.denseFeedForward || 0 : feedForward;

/** **Returns** whether a tensor degree cuts all matrices of a model evenly. */
export const cutsEvenly = (model: ModelShape, tensorParallel: number): boolean =>
  [model.heads, model.keyValueHeads, cutWidth(model)].every((whole) => divides(tensorParallel, whole));

/** **Returns** whether the ranks that share a sequence have two slices of it each. */
export const slicesEvenly = ({ sequenceLength }: GpuWorkload, contextParallel: number): boolean =>
  divides(2 * contextParallel, sequenceLength);

/** **Returns** whether the tensor group of a layout can cut the tokens of a rank: sequence parallelism asks for that. */
export const cutsTokens = ({ sequenceLength }: GpuWorkload, layout: GpuLayout): boolean =>
  layout.tensorParallel > 1 && divides(layout.tensorParallel, sequenceLength / contextParallelOf(layout));

const matrices: readonly Rule[] = [
  {
    code: "tensor",
    broken: ({ work, layout }) => !cutsEvenly(work.model, layout.tensorParallel),
    text: ({ work: { model }, layout }) =>
      `the tensor degree divides heads (${model.heads}), key-value heads (${model.keyValueHeads}) and feed-forward width (${cutWidth(model)}), received ${layout.tensorParallel}`,
  },
  {
    code: "sequence-parallel",
    broken: ({ work, layout }) => layout.sequenceParallel && !cutsTokens(work, layout),
    text: ({ work, layout }) =>
      `sequence parallelism needs a tensor group whose degree divides a rank's ${work.sequenceLength / contextParallelOf(layout)} tokens, received tensor ${layout.tensorParallel}`,
  },
  {
    code: "gather-again",
    broken: ({ layout }) => layout.gatherAgain === false && !layout.sequenceParallel,
    text: () => "inputs are kept gathered only in sequence parallelism, received gatherAgain false without it",
  },
  {
    code: "context",
    broken: ({ work, layout }) => {
      const c = contextParallelOf(layout);
      return c === 1 ? layout.contextExchange !== undefined : !slicesEvenly(work, c);
    },
    text: ({ work, layout }) =>
      contextParallelOf(layout) === 1
        ? `keys and values are exchanged only between ranks that share a sequence, received ${layout.contextExchange} with context 1`
        : `each context rank takes two slices of the sequence, so ${work.sequenceLength} tokens divide by twice the degree, received context ${contextParallelOf(layout)}`,
  },
  {
    code: "expert",
    broken: ({ work: { model }, layout }) => {
      if (expertCut(layout) === 1) return false;
      const { experts } = model;
      const folded = layout.tensorParallel * replicasOf(layout);
      if (!experts || !divides(expertParallelOf(layout), experts.count) || !divides(expertCut(layout), folded))
        return true;
      return !divides(expertTensorParallelOf(layout), experts.feedForward);
    },
    text: ({ work: { model }, layout }) =>
      `an expert degree divides the number of experts (${model.experts?.count ?? 0}), its tensor degree their width, and both together tensor x context x data ranks, received expert ${expertParallelOf(layout)} x ${expertTensorParallelOf(layout)}`,
  },
];

function stagesBroken({ work, layout }: Case): boolean {
  const { first, middle, last } = stageLayers(work.model.layers, layout);
  const stated = layout.firstStageLayers !== undefined || layout.lastStageLayers !== undefined;
  const p = layout.pipelineParallel;
  if (p > work.model.layers || (p === 1 && stated)) return true;
  if (![first, middle, last].every(isCount)) return true;
  if (p === 1) return false;
  return stated && first + last + middle * (p - 2) !== work.model.layers;
}

const chunkRule = {
  "1f1b": "1F1B has one chunk of layers a stage",
  interleaved:
    "an interleaved schedule has two chunks or more that divide a stage's layers, and as many micro batches as stages or a multiple (Megatron Core: any number above, too)",
  "zb-h1": "ZB-H1 has one chunk of layers a stage and no fewer micro batches than stages",
  "zb-v": "ZB-V has two chunks of equal stages and no fewer micro batches than stages",
} as const;

interface Turn {
  readonly p: number;
  readonly v: number;
  readonly m: number;
  readonly perStage: number;
  readonly even: boolean;
  readonly software: Software;
}

/** **Returns** whether interleaved stages of a framework take so many micro batches. */
export const interleaves = ({ interleavesAny }: Software, stages: number, microbatches: number): boolean =>
  stages > 1 && (divides(stages, microbatches) || (interleavesAny === true && microbatches > stages));

const chunkBroken: Readonly<Record<PipelineSchedule, (turn: Turn) => boolean>> = {
  "1f1b": ({ v }) => v !== 1,
  interleaved: ({ p, v, m, perStage, software }) => v < 2 || !divides(v, perStage) || !interleaves(software, p, m),
  "zb-h1": ({ p, v, m }) => v !== 1 || p === 1 || m < p,
  "zb-v": ({ p, v, m, perStage, even }) => v !== 2 || p === 1 || m < p || !divides(2, perStage) || !even,
};

function scheduleBroken({ work: { model, software }, layout }: Case): boolean {
  const { pipelineParallel: p, virtualPipeline: v, microbatches: m } = layout;
  const perStage = layersPerStage(model.layers, layout);
  return chunkBroken[scheduleOf(layout)]({ p, v, m, perStage, even: perStage * p === model.layers, software });
}

const pipelines: readonly Rule[] = [
  {
    code: "stages",
    broken: stagesBroken,
    text: ({ work, layout }) =>
      `every stage holds whole layers: the stages between share evenly what the ends leave of ${work.model.layers}, received pipeline ${layout.pipelineParallel} with ends ${layout.firstStageLayers ?? "even"} and ${layout.lastStageLayers ?? "even"}`,
  },
  {
    code: "schedule",
    broken: scheduleBroken,
    text: ({ work, layout }) =>
      `${chunkRule[scheduleOf(layout)]}, received pipeline ${layout.pipelineParallel}, ${layout.virtualPipeline} chunks of ${layersPerStage(work.model.layers, layout)} layers, ${layout.microbatches} micro batches`,
  },
  {
    code: "recompute-layers",
    broken: ({ work, layout }) =>
      layout.recomputeLayers !== undefined &&
      (layout.recompute !== "full" || layout.recomputeLayers > layersPerStage(work.model.layers, layout)),
    text: ({ work, layout }) =>
      `full recompute names 1 to ${layersPerStage(work.model.layers, layout)} layers of a stage, received ${layout.recompute} with ${layout.recomputeLayers}`,
  },
];

/** **Returns** the highest ZeRO stage that a framework runs over so many pipeline stages. */
export const zeroStageMax = ({ software }: GpuWorkload, pipelineParallel: number): 1 | 3 =>
  pipelineParallel === 1 || software.shardsInPipelines ? 3 : 1;

/** Fields that decide whether expert exchange can run behind another micro batch. */
type Overlapping = Pick<
  GpuLayout,
  "pipelineParallel" | "virtualPipeline" | "schedule" | "microbatches" | "recompute" | "zeroStage"
>;

/** Another micro batch is there in an interleaved pipeline, or where a stage with all layers has several. */
export const mayOverlapExperts = ({ software }: GpuWorkload, layout: Overlapping): boolean =>
  software.overlapsExperts === true &&
  layout.recompute !== "full" &&
  layout.zeroStage < 2 &&
  (layout.pipelineParallel === 1 ? layout.microbatches > 1 : scheduleOf(layout) === "interleaved");

const states: readonly Rule[] = [
  {
    code: "overlap-experts",
    broken: ({ work, layout }) =>
      layout.overlapExperts === true && (expertParallelOf(layout) === 1 || !mayOverlapExperts(work, layout)),
    text: ({ work, layout }) =>
      `expert exchange runs behind another micro batch between expert ranks in Megatron Core, interleaved or without a pipeline, with ZeRO 1 at most and no full recompute, received ${work.software.label}, expert ${expertParallelOf(layout)}, pipeline ${layout.pipelineParallel} of ${layout.virtualPipeline} chunks, ${layout.microbatches} micro batches, ZeRO ${layout.zeroStage} and ${layout.recompute} recompute`,
  },
  {
    code: "zero",
    broken: ({ work, layout }) => layout.zeroStage > zeroStageMax(work, layout.pipelineParallel),
    text: ({ work, layout }) =>
      `${work.software.label} shards gradients or weights only without a pipeline, received ZeRO ${layout.zeroStage} with pipeline ${layout.pipelineParallel}`,
  },
  {
    code: "shard-ranks",
    broken: ({ layout }) =>
      layout.shardRanks !== undefined && (layout.zeroStage !== 3 || !divides(layout.shardRanks, replicasOf(layout))),
    text: ({ layout }) =>
      `shard ranks go with ZeRO 3 and divide the ${replicasOf(layout)} data and context ranks, received ${layout.shardRanks} with ZeRO ${layout.zeroStage}`,
  },
  {
    code: "offload",
    broken: ({ work, layout }) => {
      const { offloadedLayers: layers = 0, offloadedOptimizer: share = 0 } = layout;
      const most = layersPerStage(work.model.layers, layout);
      return !(Number.isSafeInteger(layers) && layers >= 0 && layers <= most && share >= 0 && share <= 1);
    },
    text: ({ work, layout }) =>
      `0 to ${layersPerStage(work.model.layers, layout)} layers and a share of 0 to 1 of the optimizer go to the host, received ${layout.offloadedLayers ?? 0} layers and ${layout.offloadedOptimizer ?? 0}`,
  },
  {
    code: "host",
    broken: ({ work, layout }) => hostBytes(work, layout) > work.machine.host.memory,
    text: ({ work, layout }) =>
      `a GPU's share of its host holds ${gibibytes(work.machine.host.memory)}, the layout puts ${gibibytes(hostBytes(work, layout))} there`,
  },
  {
    code: "order",
    broken: ({ layout }) => layout.order !== undefined && dimensionsOf(layout.order) === undefined,
    text: ({ layout }) =>
      `an order names tensor, context, expert, data and pipeline once each, joined by hyphens, innermost first, received "${layout.order}"`,
  },
];

const rules: readonly Rule[] = [...sizes, ...matrices, ...pipelines, ...states];

/**
 * Holds a layout to the rules of parallel training, of the model and of the framework.
 * **Returns** undefined for a legal layout, else the first rule that it breaks, with the values received. Whether it
 * fits the GPU's memory is another question: `rankMemory`.
 */
export function checkLayout(work: GpuWorkload, layout: GpuLayout): Reason | undefined {
  const given = { work, layout };
  const found = rules.find((rule) => rule.broken(given));
  return found && { code: `layout.${found.code}`, text: `${found.text(given)}.`, values: counts(layout) };
}
