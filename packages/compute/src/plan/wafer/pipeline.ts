import { parameterCount } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";
import { waferCalibration } from "./calibration.ts";
import { headKernel, layerKernels } from "./kernels.ts";
import type { WaferWork } from "./layer.ts";
import type { FabricMesh } from "./mesh.ts";
import type { Convolution, KernelGraph, Placement } from "./place/graph.ts";
import { leastTiles } from "./place/bound.ts";
import { NoPlacementError, placeKernels } from "./place/solve.ts";
import { treeEfficiency, type WaferStep } from "./step.ts";

/** 16-bit words of one core's 48 KiB. */
const wordsPerCore = 24_576;

/** A product of `inputs` to `outputs` values for each token is a convolution with a window of one. */
const productOf = (tokens: number, inputs: number, outputs: number): Convolution => ({
  height: tokens,
  width: 1,
  windowHeight: 1,
  windowWidth: 1,
  channelsIn: Math.ceil(inputs),
  channelsOut: Math.ceil(outputs),
  stride: 1,
});

/** A transformer as kernels to be placed side by side: one block for each layer, then the output layer. */
export function pipelineGraph(model: ModelShape, sequenceLength: number, mesh: FabricMesh): KernelGraph {
  const convolutions = layerKernels(model, sequenceLength).map(({ inputs, outputs }) =>
    productOf(sequenceLength, inputs, outputs),
  );
  const head = headKernel(model);
  const layers = Array.from({ length: model.layers }, (_, index) => ({
    name: `layer ${index + 1}`,
    kind: "dblock" as const,
    convolutions,
  }));
  const kernels = [
    ...layers,
    { name: "head", kind: "conv" as const, convolutions: [productOf(sequenceLength, head.inputs, head.outputs)] },
  ];
  return {
    name: model.id,
    width: mesh.columns,
    height: mesh.rows,
    memoryLimit: wordsPerCore,
    // Time rules; among floors as fast, the one with shorter wires.
    weights: { time: 1, wire: 1, adapter: 0 },
    kernels,
    edges: layers.map((_, index) => ({ from: index, to: index + 1 })),
  };
}

/** Most layers that are placed side by side: more would take longer to place than anybody waits for a plan. */
export const pipelineLayersMost = 128;

function placed(graph: KernelGraph, seed: number): Placement | undefined {
  try {
    return placeKernels(graph, { seed });
  } catch (error) {
    if (error instanceof NoPlacementError) return undefined;
    throw error;
  }
}

/** Placements of a model by length, mesh and seed: plan, floor and step ask for the same one. */
const known = new WeakMap<ModelShape, Map<string, Placement | undefined>>();

/** What placement depends on. */
export type PipelineWork = Pick<WaferWork, "model" | "sequenceLength" | "mesh">;

/**
 * Where the layers of a model lie side by side on a mesh.
 * **Returns** undefined where they do not fit. **Cost** a second or two the first time, nothing again.
 */
export function pipelinePlacement({ model, sequenceLength, mesh }: PipelineWork, seed = 1): Placement | undefined {
  const key = `${sequenceLength} ${mesh.columns} ${mesh.rows} ${seed}`;
  const own = known.get(model) ?? new Map<string, Placement | undefined>();
  known.set(model, own);
  if (!own.has(key)) own.set(key, placed(pipelineGraph(model, sequenceLength, mesh), seed));
  return own.get(key);
}

/** Cores that the layers need side by side at their slowest, however they are placed. */
export const pipelineCores = ({ model, sequenceLength, mesh }: PipelineWork): number =>
  leastTiles(pipelineGraph(model, sequenceLength, mesh));

/** Seconds that a kernel of so many multiply-adds a core takes. */
export const pipelineSeconds = (work: Pick<WaferWork, "system" | "release">, time: number): number =>
  (time * waferCalibration.matrix) / work.system.simdWidth.value / (work.system.clock.value * work.release);

/**
 * One step of pipelined execution: the slowest kernel as placed sets the pace, and each step fills and drains the
 * pipeline. **Returns** undefined where the kernels do not fit the wafer. Nothing is fitted to a pipelined run: the
 * contest's law of kernels with the streamed law's cycles; BERT large at Argonne ran 18% faster in March 2023 and 12%
 * slower in May.
 */
export function pipelinedStep(work: WaferWork): WaferStep | undefined {
  const { model, sequenceLength, layout } = work;
  const placement = pipelinePlacement(work);
  if (!placement) return undefined;
  const each = pipelineSeconds(work, placement.maxTime);
  const sequences = layout.microbatchSize * layout.accumulation;
  const matrix = sequences * each;
  const fill = 2 * model.layers * each;
  const tree = (matrix + fill) * (1 / treeEfficiency(layout.systems) - 1);
  const ideal = matrix + fill + tree;
  const input = work.inputRate === undefined ? 0 : Math.max(0, (sequences * sequenceLength) / work.inputRate - ideal);
  const none = { reduce: 0, elementwise: 0, attention: 0, head: 0, recompute: 0, stream: 0, streamHidden: 0 };
  return {
    ...none,
    matrix,
    spill: 0,
    spillHidden: 0,
    tree,
    fill,
    input,
    total: ideal + input,
    bound: input > 0 ? "input" : "compute",
  };
}

/** Bytes of a model that lives on the wafer: three copies of 16-bit weights as the kernels hold them, Adam's state. */
export const residentBytes = (model: ModelShape): number => parameterCount(model).total * (3 * 2 + 12);
