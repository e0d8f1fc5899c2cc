import type { GpuLayout } from "../plan.ts";
import { allReduceSeconds, gatherSeconds, type RankGroup } from "./collective.ts";
import type { LayerCost } from "./layer.ts";
import { expertReplicas, heldLayers, keptBytes, type RankParameters, rankParameters, shards } from "./memory.ts";
import { layersPerStage } from "./pipeline.ts";
import { expertReplicaGroup, replicaGroup } from "./placement.ts";
import { hostLinkShare } from "./saving.ts";
import { activationBytes, type GpuWorkload, replicasOf, shardRanksOf } from "./workload.ts";

/** Traffic that a step waits for, and traffic behind something else. **Unit** s. */
export interface Exposed {
  readonly exposed: number;
  readonly hidden: number;
}

function behind(seconds: number, window: number): Exposed {
  const hidden = Math.min(seconds, window);
  return { exposed: seconds - hidden, hidden };
}

/** Parameters of one rank with the ranks that hold the same: experts are held by fewer than the rest. */
interface Held {
  readonly parameters: number;
  readonly group: RankGroup;
}

/** The two kinds of held parameters, over `ranks` data ranks of which each is `apart` from the next. */
function heldBy(
  work: GpuWorkload,
  layout: GpuLayout,
  parameters: { readonly all: number; readonly experts: number },
  ranks: number,
  apart = 1,
): Held[] {
  const rest = { parameters: parameters.all - parameters.experts, group: replicaGroup(work, layout, ranks, apart) };
  if (parameters.experts === 0) return [rest];
  const inside = expertReplicas(layout, apart);
  const own = expertReplicas(layout, ranks * apart) / inside;
  return [rest, { parameters: parameters.experts, group: expertReplicaGroup(work, layout, own, inside) }];
}

type Collective = typeof gatherSeconds;

const sumOver = (work: GpuWorkload, held: readonly Held[], collective: Collective, bytesEach: number): number =>
  held.reduce((sum, { parameters, group }) => sum + collective(work, group, parameters * bytesEach), 0);

/** To launch the copy of one tensor. **Unit** s. **Source** handbook gpu.md section 4: 4 to 8 us a kernel. */
const copyLaunch = 6e-6;

/** What a layer's gather takes beyond one whole one where each weight has its own, into one tensor a rank. **Unit** s. */
function weightsApart(work: GpuWorkload, held: readonly Held[], ranks: number): number {
  const { gathersWeightsApart } = work.software;
  if (!gathersWeightsApart || work.release >= gathersWeightsApart.until) return 0;
  const { weights } = gathersWeightsApart;
  return (weights - 1) * sumOver(work, held, gatherSeconds, 0) + weights * ranks * copyLaunch;
}

/** What FSDP sends, and which part of it is gathered weights; the rest sums gradients. */
export interface ShardedTraffic extends Exposed {
  readonly gathers: Exposed;
}

/**
 * FSDP: weights gathered for both ways and gradients scattered, each micro batch, behind the layer at work. Copies of the
 * shards (HSDP) sum their gradients once a step, behind the backward pass of its last micro batch.
 */
export function shardedTraffic(work: GpuWorkload, layout: GpuLayout, layer: LayerCost): ShardedTraffic {
  const { software, model } = work;
  const ranks = shardRanksOf(layout);
  const perStage = layersPerStage(model.layers, layout);
  const { layer: all, experts } = rankParameters(work, layout);
  const parameters = { all, experts: Math.min(all, experts / perStage) };
  const held = heldBy(work, layout, parameters, ranks);
  const share = software.shardBandwidth;
  const apart = weightsApart(work, held, ranks);
  const gather = sumOver(work, held, gatherSeconds, activationBytes(work.dtype) / share) + apart;
  const scatter = sumOver(work, held, gatherSeconds, software.gradientWireBytes / share) + apart;
  const passes = perStage * layout.microbatches;
  const ahead = layout.overlapParameters === false || apart > 0 ? 0 : 1;
  const forward = behind(gather, ahead * layer.forward.total * software.dataOverlap);
  const again = gather + (software.gathersToRecompute && layout.recompute === "full" ? gather : 0);
  const window = (layer.backward.total + layer.recompute.total) * software.dataOverlap;
  const backward = behind(again, ahead * window);
  const gathers = {
    exposed: passes * (forward.exposed + backward.exposed),
    hidden: passes * (forward.hidden + backward.hidden),
  };
  const copies = replicasOf(layout) / ranks;
  const between = heldBy(work, layout, parameters, copies, ranks);
  const sum = sumOver(work, between, allReduceSeconds, software.gradientWireBytes / ranks);
  const left = layout.overlapGradients === false ? 0 : window - backward.hidden;
  const each = behind(scatter, left);
  const last = behind(scatter + sum, left);
  return {
    exposed: gathers.exposed + (passes - perStage) * each.exposed + perStage * last.exposed,
    hidden: gathers.hidden + (passes - perStage) * each.hidden + perStage * last.hidden,
    gathers,
  };
}

/** **Unit** byte of a gradient on the wire, in the framework's release. */
const wireBytes = ({ software: { gradientWireBytes, addsIn32 }, release }: GpuWorkload): number =>
  addsIn32 && release < addsIn32.since ? 2 : gradientWireBytes;

/** Gradients of all micro batches summed over the data ranks: to their owners where the optimizer is sharded. **Unit** s. */
function reductionSeconds(work: GpuWorkload, held: readonly Held[], zeroStage: GpuLayout["zeroStage"]): number {
  const { whole, bytes } = gradientSum(work, zeroStage);
  if (whole) return sumOver(work, held, allReduceSeconds, bytes);
  const { ownerReduces } = work.software;
  if (ownerReduces === undefined) return sumOver(work, held, gatherSeconds, bytes);
  return ownerReduces * sumOver(work, held, allReduceSeconds, bytes);
}

/** How often a gradient goes around to be summed over the data ranks below ZeRO 3, and in how many bytes. */
export interface GradientSum {
  /** Whether each rank gets the whole sum rather than its share of it. */
  readonly whole: boolean;
  readonly bytes: number;
}

/** **Returns** how a framework sums gradients over the data ranks below ZeRO 3, in its release. */
export function gradientSum(work: GpuWorkload, zeroStage: GpuLayout["zeroStage"]): GradientSum {
  const { ownerReduces, sumsWhole = false } = work.software;
  if (zeroStage === 0 || sumsWhole) return { whole: true, bytes: wireBytes(work) };
  // Gradients in 32 bits are summed by another optimizer, whole on every rank.
  if (ownerReduces !== undefined && work.dtype !== "fp16") return { whole: true, bytes: 4 };
  return { whole: false, bytes: wireBytes(work) };
}

/** **Returns** how many bytes a parameter could be gathered in the time that summing its gradient once takes, below ZeRO 3. */
export function reductionBytes(work: GpuWorkload, zeroStage: GpuLayout["zeroStage"]): number {
  const { whole, bytes } = gradientSum(work, zeroStage);
  return (whole ? 2 : 2 * (work.software.ownerReduces ?? 1 / 2)) * bytes;
}

/** The processor's part of gathering weights slice by slice: a cut and a copy each. **Unit** s. */
function slicesApart(work: GpuWorkload, layout: GpuLayout): number {
  const { gathersSlices = 0 } = work.software;
  const ranks = replicasOf(layout);
  return ranks === 1 ? 0 : 2 * copyLaunch * gathersSlices * ranks * heldLayers(work, layout, 0);
}

/**
 * Gradients summed once a step, or scattered after every micro batch under ZeRO-2; weights gathered after a sharded
 * optimizer. Both hide behind the backward pass of one micro batch, or forward of the next step's first.
 */
export function replicatedTraffic(
  work: GpuWorkload,
  layout: GpuLayout,
  stageBackward: number,
  { firstStage: all, experts }: RankParameters = rankParameters(work, layout),
): Exposed {
  const { software } = work;
  const held = heldBy(work, layout, { all, experts }, replicasOf(layout));
  const sharded = layout.zeroStage > 0;
  const scatter = reductionSeconds(work, held, layout.zeroStage);
  const gather = sharded ? sumOver(work, held, gatherSeconds, activationBytes(work.dtype)) : 0;
  const window = stageBackward * software.dataOverlap;
  const hideable =
    (layout.overlapGradients === false ? 0 : scatter) + (layout.overlapParameters === false ? 0 : gather);
  const once = behind(hideable, window);
  const slices = sharded ? slicesApart(work, layout) : 0;
  const exposed = once.exposed + scatter + gather - hideable + slices;
  if (layout.zeroStage !== 2 || layout.microbatches === 1) return { exposed, hidden: once.hidden };
  const again = behind(scatter, layout.overlapGradients === false ? 0 : window);
  const rest = layout.microbatches - 1;
  return { exposed: exposed + rest * again.exposed, hidden: once.hidden + rest * again.hidden };
}

/**
 * Copies between GPU and host: activations out behind the forward pass and back behind the backward pass; gradients out
 * behind the last backward pass, then the host's own optimizer step and the new weights back, which nothing hides.
 */
export function hostTraffic(work: GpuWorkload, layout: GpuLayout, layer: LayerCost): Exposed {
  const offloaded = layout.offloadedLayers ?? 0;
  const share = layout.offloadedOptimizer ?? 0;
  if (offloaded === 0 && share === 0) return { exposed: 0, hidden: 0 };
  const { host } = work.machine;
  const link = host.linkBandwidth * hostLinkShare;
  const perStage = layersPerStage(work.model.layers, layout);
  const copy = (keptBytes(work, layout) * Math.min(offloaded, perStage)) / link;
  const out = behind(copy, perStage * layer.forward.total);
  const back = behind(copy, perStage * (layer.backward.total + layer.recompute.total));
  const { firstStage, experts } = rankParameters(work, layout);
  const cut = layout.zeroStage >= 1 ? shards(layout, experts / firstStage) : 1;
  const parameters = (firstStage / cut) * share;
  const gradients = behind((parameters * 4) / link, perStage * layer.backward.total);
  const step =
    (parameters * work.software.optimizerTraffic) / host.memoryBandwidth +
    (parameters * activationBytes(work.dtype)) / link;
  const { microbatches: m } = layout;
  return {
    exposed: m * (out.exposed + back.exposed) + gradients.exposed + step,
    hidden: m * (out.hidden + back.hidden) + gradients.hidden,
  };
}
