import type { GpuLayout } from "../plan.ts";
import { rankTokens } from "./activation-size.ts";
import { dispatchSeconds, exchangeSeconds, scatterGatherSeconds } from "./collective.ts";
import { expertGroup, expertTensorGroup } from "./placement.ts";
import { activationBytes, expertParallelOf, expertTensorParallelOf, type GpuWorkload } from "./workload.ts";

/** Values of one micro batch that each rank has to send to every expert of a token. */
const sentValues = (work: GpuWorkload, layout: GpuLayout): number =>
  (rankTokens(work, layout) * work.model.hidden) / layout.tensorParallel;

/** Tokens of one micro batch on their way to their experts and back, one way through a layer. **Unit** s. */
export function expertSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { experts } = work.model;
  if (!experts || expertParallelOf(layout) === 1) return 0;
  const values = sentValues(work, layout);
  const { expertDispatch } = work.software;
  const group = expertGroup(work, layout);
  if (expertDispatch) {
    const { nodesMax, outBytes, backBytes } = expertDispatch;
    const sent = { copies: experts.active, domainsMax: nodesMax };
    const one = (width: number) => dispatchSeconds(work, group, width * values, sent);
    return one(outBytes) + one(backBytes);
  }
  return 2 * exchangeSeconds(work, group, activationBytes(work.dtype) * experts.active * values);
}

/**
 * **Returns** how many ranks' tokens a rank's share of an expert is given: those of all that share the expert where
 * experts are cut finer than the other matrices; up to the tensor degree the layer's own exchange counts for it.
 */
export function sharersOf({ model }: GpuWorkload, layout: GpuLayout): number {
  const cut = expertTensorParallelOf(layout);
  return model.experts && cut > layout.tensorParallel ? cut : 1;
}

/**
 * What ranks that share a finer cut expert hand each other: what each was sent, gathered before the products, and the
 * sums scattered after them, one way through a layer. **Unit** s. **Source** Megatron Core, moe/token_dispatcher.py.
 */
export function finerSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const sharers = sharersOf(work, layout);
  if (sharers === 1) return 0;
  const copies = sharers * (work.model.experts?.active ?? 0);
  const values = copies * sentValues(work, layout);
  return scatterGatherSeconds(work, expertTensorGroup(work, layout), activationBytes(work.dtype) * values);
}
