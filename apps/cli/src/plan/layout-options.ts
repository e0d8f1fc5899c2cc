import type { PinnedLayout } from "@ingot/compute";

type OnOff = "on" | "off";

/** Options that fix a part of a layout by hand. */
export interface LayoutOptions {
  readonly tensor?: number;
  readonly pipeline?: number;
  readonly data?: number;
  readonly context?: number;
  readonly expert?: number;
  readonly expertTensor?: number;
  readonly microBatch?: number;
  readonly chunks?: number;
  readonly schedule?: NonNullable<PinnedLayout["schedule"]>;
  readonly firstStage?: number;
  readonly lastStage?: number;
  readonly recompute?: NonNullable<PinnedLayout["recompute"]>;
  readonly recomputeLayers?: number;
  readonly zero?: string;
  readonly shardRanks?: number;
  readonly offloadLayers?: number;
  /** **Unit** percent. */
  readonly offloadOptimizer?: number;
  readonly sequenceParallel?: OnOff;
  readonly gatherAgain?: OnOff;
  readonly scatterMessages?: OnOff;
  readonly contextExchange?: NonNullable<PinnedLayout["contextExchange"]>;
  readonly overlapGradients?: OnOff;
  readonly overlapParameters?: OnOff;
  readonly overlapExperts?: OnOff;
  readonly placement?: string;
}

const isOn = (said: OnOff | undefined): boolean | undefined => (said === undefined ? undefined : said === "on");

/** **Returns** what the options fix. */
export function pinnedOf(options: LayoutOptions): PinnedLayout {
  const { zero, offloadOptimizer } = options;
  const pinned: { readonly [Part in keyof Required<PinnedLayout>]: PinnedLayout[Part] | undefined } = {
    tensorParallel: options.tensor,
    pipelineParallel: options.pipeline,
    dataParallel: options.data,
    contextParallel: options.context,
    expertParallel: options.expert,
    expertTensorParallel: options.expertTensor,
    microbatchSize: options.microBatch,
    virtualPipeline: options.chunks,
    schedule: options.schedule,
    firstStageLayers: options.firstStage,
    lastStageLayers: options.lastStage,
    recompute: options.recompute,
    recomputeLayers: options.recomputeLayers,
    zeroStage: zero === undefined ? undefined : (Number(zero) as NonNullable<PinnedLayout["zeroStage"]>),
    shardRanks: options.shardRanks,
    offloadedLayers: options.offloadLayers,
    offloadedOptimizer: offloadOptimizer === undefined ? undefined : offloadOptimizer / 100,
    sequenceParallel: isOn(options.sequenceParallel),
    gatherAgain: isOn(options.gatherAgain),
    scatterPipeline: isOn(options.scatterMessages),
    contextExchange: options.contextExchange,
    overlapGradients: isOn(options.overlapGradients),
    overlapParameters: isOn(options.overlapParameters),
    overlapExperts: isOn(options.overlapExperts),
    order: options.placement,
  };
  return Object.fromEntries(Object.entries(pinned).filter(([, value]) => value !== undefined)) as PinnedLayout;
}

const names: { readonly [Name in keyof Required<LayoutOptions>]: true } = {
  tensor: true,
  pipeline: true,
  data: true,
  context: true,
  expert: true,
  expertTensor: true,
  microBatch: true,
  chunks: true,
  schedule: true,
  firstStage: true,
  lastStage: true,
  recompute: true,
  recomputeLayers: true,
  zero: true,
  shardRanks: true,
  offloadLayers: true,
  offloadOptimizer: true,
  sequenceParallel: true,
  gatherAgain: true,
  scatterMessages: true,
  contextExchange: true,
  overlapGradients: true,
  overlapParameters: true,
  overlapExperts: true,
  placement: true,
};

const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** **Returns** the flags of what the options fix. */
export const layoutFlags = (options: LayoutOptions): string[] =>
  (Object.keys(names) as (keyof LayoutOptions)[]).filter((name) => options[name] !== undefined).map(flagOf);
