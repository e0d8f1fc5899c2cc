import { type GpuLayout, type Plan, unusualParts, type WaferLayout } from "@ingot/compute";
import { counted } from "../text.ts";

const names: readonly (readonly [keyof GpuLayout, string])[] = [
  ["tensorParallel", "tensor"],
  ["contextParallel", "context"],
  ["expertParallel", "expert"],
  ["pipelineParallel", "pipeline"],
  ["dataParallel", "data"],
];

const isGpu = (layout: Plan["layout"]): layout is GpuLayout => layout.kind === "gpu";

function recomputeWords({ recompute, recomputeLayers }: GpuLayout): string {
  if (recompute === "none") return "nothing recomputed";
  if (recompute === "selective") return "a part of each layer recomputed";
  return recomputeLayers === undefined
    ? "every layer recomputed"
    : `${counted(recomputeLayers, "layer")} of a stage recomputed`;
}

/** What of a wafer's layout is not the usual: zeros, early software, a mesh around dead cores. */
function unusualWafer({ sparsity, release, meshColumns, meshRows }: WaferLayout): string[] {
  return [
    ...(sparsity === undefined ? [] : [`${Number((sparsity * 100).toFixed(1))} % of the weights zero`]),
    ...(release === undefined ? [] : [`software at ${Math.round(release * 100)} % of today's speed`]),
    ...(meshColumns === undefined || meshRows === undefined ? [] : [`mesh ${meshRows} × ${meshColumns}`]),
  ];
}

function waferWords(layout: WaferLayout): string {
  const { systems, microbatchSize, accumulation, activations, execution } = layout;
  const count = counted(systems, "system");
  const sequences = counted(microbatchSize, "sequence");
  const work =
    execution === "pipelined"
      ? [`${accumulation} sequences a step through all layers side by side`]
      : [
          `${accumulation === 1 ? "" : `${accumulation} times `}${sequences} a step on each`,
          `activations ${activations}`,
        ];
  return [count, ...work, ...unusualWafer(layout)].join(", ");
}

/** A layout as people say it: degrees above 1, batch, what is recomputed and sharded. */
export function layoutWords(layout: Plan["layout"]): string {
  if (!isGpu(layout)) return waferWords(layout);
  const cuts = names.flatMap(([field, word]) => {
    const degree = layout[field];
    return typeof degree === "number" && degree > 1 ? [`${word} ${degree}`] : [];
  });
  const chunks = layout.virtualPipeline > 1 ? [`${layout.virtualPipeline} chunks a stage`] : [];
  const shards = layout.shardRanks === undefined ? "" : ` over ${layout.shardRanks}`;
  return [
    cuts.join(" × ") || "one GPU",
    ...chunks,
    ...(layout.schedule ? [layout.schedule] : []),
    `${counted(layout.microbatches, "micro batch", "micro batches")} of ${layout.microbatchSize}`,
    recomputeWords(layout),
    ...(layout.zeroStage > 0 ? [`ZeRO ${layout.zeroStage}${shards}`] : []),
    ...unusualParts(layout),
  ].join(", ");
}

/** The same in a few letters, for columns: `t8 p4 d16`. */
export function shortLayout(layout: Plan["layout"]): string {
  if (!isGpu(layout)) return counted(layout.systems, "system");
  const letters: readonly (readonly [string, number | undefined])[] = [
    ["t", layout.tensorParallel],
    ["c", layout.contextParallel],
    ["e", layout.expertParallel],
    ["p", layout.pipelineParallel],
    ["d", layout.dataParallel],
  ];
  return (
    letters
      .flatMap(([letter, degree]) => (degree !== undefined && degree > 1 ? [`${letter}${degree}`] : []))
      .join(" ") || "1"
  );
}
