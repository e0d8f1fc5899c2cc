import type { WaferSystem } from "../../hardware/system.ts";
import type { ModelShape } from "../../model/shape.ts";
import { meanLayer, predictedShare } from "../../model/stacks.ts";
import type { WaferLayout } from "../plan.ts";
import { type WaferCalibration, waferCalibration } from "./calibration.ts";
import { headKernel, layerKernels, type LayerKernel } from "./kernels.ts";
import { elementwiseCycles, kernelCycles, type Mapping, mappingOf, workLeft } from "./mapping.ts";
import type { FabricMesh } from "./mesh.ts";
import type { Sparsity } from "./sparsity.ts";

/** Everything that fixes how long a step takes. */
export interface WaferWork {
  readonly system: WaferSystem;
  /** What a program sees of the wafer. */
  readonly mesh: FabricMesh;
  readonly model: ModelShape;
  readonly sequenceLength: number;
  readonly layout: WaferLayout;
  /** Speed of the software release beside mature software. */
  readonly release: number;
  readonly sparsity?: Sparsity;
  /** Share of the tokens that leave the layers and are scored; 1 unless told (masked models score some). */
  readonly headShare?: number;
  /** What the input workers deliver to each system. **Unit** tokens a second; without end unless told. */
  readonly inputRate?: number;
  /** Constants of the law, while they are being fitted. */
  readonly constants?: WaferCalibration;
}

/** One kernel of one micro batch. **Unit** s. */
export interface KernelSeconds {
  readonly kernel: LayerKernel;
  readonly matrix: number;
  readonly reduce: number;
  readonly elementwise: number;
  readonly forward: number;
  readonly backward: number;
}

/** One layer of one micro batch on the mesh, and the output layer. **Unit** s. */
export interface LayerSeconds {
  readonly mapping: Mapping;
  readonly kernels: readonly KernelSeconds[];
  /** Norms, residuals, activations. */
  readonly elementwise: number;
  readonly forward: number;
  readonly backward: number;
  readonly head: KernelSeconds;
}

function kernelSeconds(work: WaferWork, kernel: LayerKernel, mapping: Mapping): KernelSeconds {
  const cycles = kernelCycles(kernel, mapping, work.constants ?? waferCalibration, work.sparsity);
  // Of an encoder-decoder's tokens, half pass through the mean layer, and the decoder's are scored.
  const scored = (predictedShare(work.model) / meanLayer(work.model).tokens) * (work.headShare ?? 1);
  const share = (kernel.name === "head" ? scored : 1) / (work.system.clock.value * work.release);
  const elementwise = cycles.elementwise * share;
  return {
    kernel,
    matrix: (cycles.matrixForward + cycles.matrixBackward) * share,
    reduce: (cycles.reduceForward + cycles.reduceBackward) * share,
    elementwise,
    forward: (cycles.matrixForward + cycles.reduceForward) * share + elementwise / 3,
    backward: (cycles.matrixBackward + cycles.reduceBackward) * share + (elementwise * 2) / 3,
  };
}

function along(work: WaferWork, mapping: Mapping): LayerSeconds {
  const { model, sequenceLength, system, release } = work;
  const kernels = layerKernels(model, sequenceLength).map((kernel) => kernelSeconds(work, kernel, mapping));
  const elementwise = elementwiseCycles(model, mapping) / (system.clock.value * release);
  return {
    mapping,
    kernels,
    elementwise,
    forward: kernels.reduce((sum, each) => sum + each.forward, elementwise / 3),
    backward: kernels.reduce((sum, each) => sum + each.backward, (elementwise * 2) / 3),
    head: kernelSeconds(work, headKernel(model), mapping),
  };
}

/** **Returns** whether a layer so mapped leaves its zeros out: where they are few that would cost more than it saves. */
export const skipsZeros = ({ sparsity, constants }: WaferWork, { mapping }: LayerSeconds): boolean =>
  sparsity !== undefined && workLeft(mapping, constants ?? waferCalibration, sparsity) < 1;

const totalOf = (layer: LayerSeconds, layers: number): number =>
  layers * (layer.forward + layer.backward) + layer.head.forward + layer.head.backward;

/** A layer of one micro batch, its features along the side of the mesh where it takes less time. */
export function layerSeconds(work: WaferWork): LayerSeconds {
  const { system, mesh, model } = work;
  const tokens = work.layout.microbatchSize * work.sequenceLength * meanLayer(model).tokens;
  const [first, second] = (["columns", "rows"] as const).map((side) =>
    along(work, mappingOf(system, mesh, side, tokens)),
  ) as [LayerSeconds, LayerSeconds];
  return totalOf(second, model.layers) < totalOf(first, model.layers) ? second : first;
}
