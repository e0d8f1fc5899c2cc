import type { Ask, Plan } from "../plan.ts";

/**
 * The name of a plan's compiled program: all that the compiler looks at. The number of systems and of micro batches is
 * none of it, since every system runs the same. **Returns** undefined for a plan of GPUs, whose kernels come compiled.
 */
export function programOf(
  { model, sequenceLength, dtype }: Pick<Ask, "model" | "sequenceLength" | "dtype">,
  { hardware, layout }: Pick<Plan, "hardware" | "layout">,
): string | undefined {
  if (layout.kind !== "wafer") return undefined;
  const { execution = "streamed", microbatchSize, activations, meshColumns, meshRows, sparsity = 0 } = layout;
  const mesh = meshColumns === undefined ? "usual mesh" : `${meshColumns} x ${meshRows}`;
  const lengths = `${microbatchSize} x ${sequenceLength}`;
  return [hardware.system, model.id, dtype, lengths, execution, activations, mesh, `sparsity ${sparsity}`].join(" / ");
}
