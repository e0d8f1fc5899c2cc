import type { WaferSystem } from "../../hardware/system.ts";
import { attentionWeights, feedForwardWeights, parameterCount } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";
import type { WaferLayout } from "../plan.ts";
import { waferCalibration } from "./calibration.ts";

/** Seconds of one optimizer step of weight streaming by cause; the exposed ones add up to `total`. **Unit** s. */
export interface WaferStep {
  readonly matrix: number;
  readonly elementwise: number;
  readonly attention: number;
  readonly head: number;
  readonly recompute: number;
  /** Weights in and gradients out beyond the compute that hides them, and what is hidden. */
  readonly stream: number;
  readonly streamHidden: number;
  readonly spill: number;
  readonly spillHidden: number;
  readonly tree: number;
  readonly fill: number;
  readonly total: number;
  /** What bounds the layers. */
  readonly bound: "compute" | "stream" | "spill";
}

export interface WaferWork {
  readonly system: WaferSystem;
  readonly model: ModelShape;
  readonly sequenceLength: number;
  readonly layout: WaferLayout;
  /** Speed of the software release beside the reference. */
  readonly release: number;
}

/** Bytes of one parameter in each direction. **Source** Hall, Schreiber, Lie 2023 (weight streaming white paper). */
const streamBytes = 4;

interface LayerSeconds {
  readonly matrix: number;
  readonly elementwise: number;
  readonly attention: number;
}

/** Core-seconds of one micro batch in one layer, all three passes, spread over the wafer. */
function layerSeconds(work: WaferWork): LayerSeconds {
  const { system, model, sequenceLength, layout, release } = work;
  const simd = system.simdWidth.value;
  const rate = system.cores.value * system.clock.value * release;
  const tokens = layout.microbatchSize * sequenceLength;
  const weights = attentionWeights(model) + feedForwardWeights(model);
  const operations = 6 * weights + 12 * model.heads * model.headSize * sequenceLength;
  // The other two laws were counted on SIMD-4 cores.
  const width = 4 / simd;
  return {
    matrix: (tokens * operations * waferCalibration.matrix) / (2 * simd) / rate,
    elementwise: (tokens * model.hidden * waferCalibration.elementwise * width) / rate,
    attention: (tokens * model.heads * sequenceLength * waferCalibration.attention * width) / rate,
  };
}

function headSeconds(work: WaferWork): number {
  const { system, model, sequenceLength, layout, release } = work;
  const rate = system.cores.value * system.clock.value * release;
  const operations = 6 * model.hidden * model.paddedVocabulary;
  const tokens = layout.microbatchSize * sequenceLength;
  return (tokens * operations * waferCalibration.matrix) / (2 * system.simdWidth.value) / rate;
}

/** Share of the tree's ideal that n systems keep. **Source** Cerebras-GPT: linear within 9% to 16 CS-2. */
export const treeEfficiency = (systems: number): number =>
  Math.max(0.5, 1 - (waferCalibration.treeLoss * Math.log2(systems)) / 4);

interface PassSeconds {
  readonly time: number;
  readonly stream: number;
  readonly spill: number;
}

/** One way through a layer: compute, streams and spill run at once; the slowest rules. */
function passSeconds(compute: number, stream: number, spill: number): PassSeconds {
  const time = Math.max(compute, stream, spill);
  const stall = time - compute;
  return stream >= spill ? { time, stream: stall, spill: 0 } : { time, stream: 0, spill: stall };
}

/** **Returns** the time of one step, whether or not it fits. */
export function waferStep(work: WaferWork): WaferStep {
  const { system, model, sequenceLength, layout } = work;
  const runs = layout.accumulation * model.layers;
  const layer = layerSeconds(work);
  const compute = layer.matrix + layer.elementwise + layer.attention;
  const link = system.ioBandwidth.value * waferCalibration.stream;
  const weights = (parameterCount(model).perLayer * streamBytes) / link;
  const tensor = 2 * layout.microbatchSize * sequenceLength * model.hidden;
  const spill = layout.activations === "spilled" ? tensor / link : 0;
  const forward = passSeconds(compute / 3, weights, spill);
  // Gradients leave on the other direction of the same links.
  const backward = passSeconds((compute * 2) / 3, weights, spill);
  const again = layout.activations === "recomputed" ? compute / 3 : 0;
  const stream = runs * (forward.stream + backward.stream);
  const spilled = runs * (forward.spill + backward.spill);
  const head = layout.accumulation * headSeconds(work);
  const fill = 2 * weights + 0.005;
  const ideal = runs * (forward.time + backward.time + again) + head + fill;
  const tree = ideal * (1 / treeEfficiency(layout.systems) - 1);
  const bound = stream > 0 ? "stream" : spilled > 0 ? "spill" : "compute";
  return {
    matrix: runs * layer.matrix,
    elementwise: runs * layer.elementwise,
    attention: runs * layer.attention,
    head,
    recompute: runs * again,
    stream,
    streamHidden: runs * 2 * weights - stream > 0 ? runs * 2 * weights - stream : 0,
    spill: spilled,
    spillHidden: Math.max(0, runs * 2 * spill - spilled),
    tree,
    fill,
    total: ideal + tree,
    bound,
  };
}
