import type { WaferSystem } from "../../hardware/system.ts";
import type { ModelShape } from "../../model/shape.ts";
import { type WaferCalibration, waferFacts } from "./calibration.ts";
import type { LayerKernel } from "./kernels.ts";
import type { FabricMesh } from "./mesh.ts";
import { type Sparsity, workedShare } from "./sparsity.ts";

/** Which side of the mesh the features of a layer lie along; tokens take the other. */
export type FeatureSide = "columns" | "rows";

/** How one micro batch lies on the mesh: features along one side, tokens along the other. */
export interface Mapping {
  readonly side: FeatureSide;
  /** Cores along the features, and along the tokens. */
  readonly across: number;
  readonly along: number;
  /** Tokens that the fullest core holds. */
  readonly tokens: number;
  /** Vector steps of those tokens. */
  readonly vectors: number;
}

export function mappingOf(system: WaferSystem, mesh: FabricMesh, side: FeatureSide, tokens: number): Mapping {
  const [across, along] = side === "columns" ? [mesh.columns, mesh.rows] : [mesh.rows, mesh.columns];
  const local = Math.ceil(tokens / along);
  return { side, across, along, tokens: local, vectors: Math.ceil(local / system.simdWidth.value) };
}

/** Cycles of the fullest core for one kernel and micro batch, forward and backward. */
export interface KernelCycles {
  readonly matrixForward: number;
  readonly matrixBackward: number;
  readonly reduceForward: number;
  readonly reduceBackward: number;
  readonly elementwise: number;
}

/** Cycles of one weight over a core's tokens: it is taken in, then multiplied into vector after vector. */
const weightCycles = ({ vectors }: Mapping, constants: WaferCalibration, setUp: number): number =>
  constants.matrix * vectors + setUp;

/**
 * **Returns** what the zeros of a weight matrix leave of its work, set-up for positions counted in; 1 where there are so
 * few that skipping them costs more than it saves: then they are sent and multiplied as any weight.
 */
export function workLeft(mapping: Mapping, constants: WaferCalibration, sparsity: Sparsity): number {
  const { vectorSetUp, sparseSetUp } = waferFacts;
  const dense = weightCycles(mapping, constants, vectorSetUp);
  const skipping = workedShare(sparsity) * weightCycles(mapping, constants, vectorSetUp + sparseSetUp);
  return Math.min(1, skipping / dense);
}

/**
 * One product on the mesh. Forward, each weight that meets a core's inputs is one vector operation over that core's
 * tokens, and partial sums travel across the features; backward the same from the outputs, and once more for the
 * gradient. Features that do not fill the last turn of cores leave cores idle: the ceilings.
 */
export function kernelCycles(
  kernel: LayerKernel,
  mapping: Mapping,
  constants: WaferCalibration,
  sparsity?: Sparsity,
): KernelCycles {
  const { inputs, outputs, weighted, prunable, softmax } = kernel;
  const { across, tokens } = mapping;
  const left = prunable && sparsity ? workLeft(mapping, constants, sparsity) : 1;
  const each = left * weightCycles(mapping, constants, waferFacts.vectorSetUp);
  // Positions lie with the tokens' own cores: attention is cut along its features alone.
  const [fromInputs, fromOutputs] = weighted
    ? [Math.ceil(inputs / across) * outputs, inputs * Math.ceil(outputs / across)]
    : [
        Math.ceil(featuresOf(kernel) / across) * positionsOf(kernel),
        Math.ceil(featuresOf(kernel) / across) * positionsOf(kernel),
      ];
  const sums = weighted
    ? [outputs, inputs]
    : [kernel.name === "scores" ? outputs : 0, kernel.name === "values" ? inputs : 0];
  return {
    matrixForward: each * fromInputs,
    matrixBackward: each * (fromInputs + fromOutputs),
    reduceForward: constants.reduce * tokens * (sums[0] ?? 0),
    reduceBackward: constants.reduce * tokens * (sums[1] ?? 0),
    elementwise: (waferFacts.softmax * softmax * tokens) / across,
  };
}

const featuresOf = ({ name, inputs, outputs }: LayerKernel): number => (name === "scores" ? inputs : outputs);
const positionsOf = ({ name, inputs, outputs }: LayerKernel): number => (name === "scores" ? outputs : inputs);

/** Norms, residuals and activations of one layer and micro batch. **Unit** cycles of a core. */
export const elementwiseCycles = (model: ModelShape, mapping: Mapping): number =>
  waferFacts.elementwise * Math.ceil(model.hidden / mapping.across) * mapping.tokens;
