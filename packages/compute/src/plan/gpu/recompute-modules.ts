import type { ModelShape } from "../../model/shape.ts";
import type { GpuLayout } from "../plan.ts";
import { rankTokens } from "./activation-size.ts";
import { matrixSeconds, streamSeconds } from "./kernel.ts";
import { activationBytes, type GpuWorkload } from "./workload.ts";

/** A part of a layer whose output is let go after the forward pass and computed again before the backward pass. */
export type RecomputeModule = "layernorm" | "moe_act" | "mla_up_proj";

/**
 * **Returns** the parts of a model's layers that Megatron Core's selective recompute can do again: norms where they stand
 * apart, which they do before latent attention and before experts; what experts' gates put out, but for a clamped one,
 * for which the processor would wait again; what latent attention widens its queries, keys and values to.
 * **Source** Megatron Core 0.16, `--recompute-modules`; models/gpt/gpt_layer_specs.py.
 */
export const modulesOf = ({ latent, experts, clampedGate }: ModelShape): RecomputeModule[] => [
  ...(latent || experts ? (["layernorm"] as const) : []),
  ...(experts && !clampedGate ? (["moe_act"] as const) : []),
  ...(latent ? (["mla_up_proj"] as const) : []),
];

/** **Returns** whether selective recompute does parts of a model's layers again, in the framework that trains it. */
export const recomputesModules = ({ software, model: { latent, experts } }: GpuWorkload): boolean =>
  // As many as `modulesOf` names, without a list for each layout of a search.
  software.recomputesModules === true && (latent !== undefined || experts !== undefined);

/** Norms of a mean layer that stand apart, and values that the gates of a token's experts put out. */
function partsOf(model: ModelShape): { readonly norms: number; readonly gates: number } {
  const { latent, experts, layers } = model;
  const share = experts ? 1 - (experts.denseLayers ?? 0) / layers : 0;
  return {
    norms: (latent ? 1 : 0) + share,
    gates: experts && !model.clampedGate ? share * experts.active * experts.feedForward : 0,
  };
}

/** Values of a token that latent attention puts out before its heads are widened back: queries, keys and values. */
const widenedValues = ({ heads, latent }: ModelShape): number =>
  latent ? heads * (2 * (latent.plainSize + latent.ropeSize) + latent.valueSize) : 0;

/** Share of a token's values that one rank of a tensor group has of what is not cut by heads. */
const sequenceShare = ({ sequenceParallel, tensorParallel }: GpuLayout): number =>
  sequenceParallel ? 1 / tensorParallel : 1;

/** Bytes of one layer and micro batch that its modules let go; `input` is that of a value that a product reads. */
export function releasedBytes(work: GpuWorkload, layout: GpuLayout, input: number): number {
  const { model } = work;
  const { norms, gates } = partsOf(model);
  const kept = layout.gatherAgain === false ? 1 : sequenceShare(layout);
  const cut = input * gates + activationBytes(work.dtype) * widenedValues(model);
  return rankTokens(work, layout) * (input * norms * model.hidden * kept + cut / layout.tensorParallel);
}

/** Products that widen latent attention's queries, keys and values, of one layer and micro batch. **Unit** s. */
export function wideningSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { heads, hidden, latent } = work.model;
  if (!latent) return 0;
  const [tokens, cut] = [rankTokens(work, layout), heads / layout.tensorParallel];
  return (
    matrixSeconds(work, tokens, cut * (latent.plainSize + latent.ropeSize), latent.queryRank || hidden) +
    matrixSeconds(work, tokens, cut * (latent.plainSize + latent.valueSize), latent.keyValueRank)
  );
}

/** Values that a norm and a gate read and write for each that they put out. */
const passes = { norm: 2, gate: 3, plain: 2 } as const;

/** Norms and gates of one layer and micro batch that are done again. **Unit** s. */
export function redoneSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { model, software } = work;
  const { norms, gates } = partsOf(model);
  const gate = model.gatedFeedForward ? passes.gate : passes.plain;
  const values = passes.norm * norms * model.hidden * sequenceShare(layout) + (gate * gates) / layout.tensorParallel;
  return streamSeconds(work, activationBytes(work.dtype) * software.elementwise * rankTokens(work, layout) * values);
}
