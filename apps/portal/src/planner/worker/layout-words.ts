import { type GpuLayout, type Plan, unusualParts } from "@ingot/compute";
import { formatCount, formatNoun } from "../../format/number.ts";

function recomputeWords({ recompute, recomputeLayers }: GpuLayout): string {
  if (recompute === "none") return "nothing recomputed";
  if (recompute === "selective") return "a part of each layer recomputed";
  return recomputeLayers === undefined
    ? "all layers recomputed"
    : `${formatNoun(recomputeLayers, "layer")} a stage recomputed`;
}

function gpuWords(layout: GpuLayout): string {
  const { contextParallel = 1, expertParallel = 1, virtualPipeline, microbatches, microbatchSize } = layout;
  const cut = [
    `tensor ${layout.tensorParallel}`,
    ...(contextParallel > 1 ? [`context ${contextParallel}`] : []),
    `pipeline ${layout.pipelineParallel}`,
    `data ${formatCount(layout.dataParallel)}`,
    ...(expertParallel > 1 ? [`expert ${expertParallel}`] : []),
  ].join(" × ");
  const chunks = virtualPipeline > 1 ? [`${virtualPipeline} chunks a stage`] : [];
  const batches = `${formatNoun(microbatches, "micro batch", "micro batches")} of ${microbatchSize}`;
  const turns = layout.schedule === undefined ? [] : [layout.schedule];
  const shards = `ZeRO ${layout.zeroStage}${layout.shardRanks === undefined ? "" : ` over ${layout.shardRanks}`}`;
  return [cut, ...chunks, ...turns, batches, recomputeWords(layout), shards, ...unusualParts(layout)].join(", ");
}

/** How the work is cut, in a line. */
export function layoutWords(layout: Plan["layout"]): string {
  if (layout.kind === "gpu") return gpuWords(layout);
  const how = layout.execution === "pipelined" ? "the model lies on it whole" : "weights stream through";
  return (
    `${formatNoun(layout.systems, "wafer")}, ${how}, micro batch ${layout.microbatchSize}, ` +
    `${formatNoun(layout.accumulation, "accumulation")}, activations ${layout.activations}`
  );
}
