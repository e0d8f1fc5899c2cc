import type { GpuLayout, PipelineSchedule } from "../../plan.ts";
import { interleaves, zeroStageMax } from "../check-layout.ts";
import { stageLayers } from "../pipeline.ts";
import type { GpuWorkload } from "../workload.ts";
import { divisorsOf, type SearchSpace } from "./space.ts";

/** How the layers are laid on the stages and in which order these work. */
export interface ScheduleChoice {
  readonly schedule: PipelineSchedule | undefined;
  readonly virtualPipeline: number;
  readonly firstStageLayers: number | undefined;
  readonly lastStageLayers: number | undefined;
  /** Layers of the fullest stage. */
  readonly perStage: number;
}

/** Where weights, gradients and optimizer states live, and what their traffic hides behind. */
export interface StateChoice {
  readonly zeroStage: GpuLayout["zeroStage"];
  readonly shardRanks: number | undefined;
  readonly offloadedOptimizer: number | undefined;
  readonly overlapGradients: boolean | undefined;
  readonly overlapParameters: boolean | undefined;
}

type Ends = Omit<ScheduleChoice, "schedule" | "virtualPipeline">;

/** The cut that the space names the ends of; none where it leaves no whole layers for the stages between. */
function namedEnds(layers: number, p: number, ends: NonNullable<SearchSpace["ends"]>): Ends[] {
  if (p === 1) return [];
  const { first, middle, last } = stageLayers(layers, { ...ends, pipelineParallel: p } as GpuLayout);
  if (first + last + middle * (p - 2) !== layers || ![first, middle, last].every((count) => count >= 1)) return [];
  if (!Number.isInteger(middle) || !Number.isInteger(first)) return [];
  if (first === last && first * p === layers) return [even(first)];
  return [{ perStage: Math.max(first, middle, last), firstStageLayers: first, lastStageLayers: last }];
}

const even = (perStage: number): Ends => ({ perStage, firstStageLayers: undefined, lastStageLayers: undefined });

/** Ways to lay layers on stages: evenly, or with fewer on the ends, of which the last also has the output layer. */
function endChoices(layers: number, p: number, { unevenMax, ends }: Pick<SearchSpace, "unevenMax" | "ends">): Ends[] {
  if (ends?.firstStageLayers !== undefined || ends?.lastStageLayers !== undefined) return namedEnds(layers, p, ends);
  const found: Ends[] = [];
  const least = Math.ceil(layers / p);
  for (let perStage = least; perStage <= least + unevenMax; perStage++) {
    if (perStage * p === layers) {
      found.push(even(perStage));
      continue;
    }
    const rest = layers - perStage * (p - 2);
    const first = p === 2 ? perStage : Math.ceil(rest / 2);
    const last = rest - first;
    if (p > 1 && last >= 1 && first <= perStage) {
      found.push({ perStage, firstStageLayers: first, lastStageLayers: last });
    }
  }
  return found;
}

/** **Returns** the ends of a cut that is as even as it can be, as the usual search names them; none where it needs none. */
export function evenEnds(layers: number, p: number): Pick<ScheduleChoice, "firstStageLayers" | "lastStageLayers"> {
  const [cut] = endChoices(layers, p, { unevenMax: 0 });
  return { firstStageLayers: cut?.firstStageLayers, lastStageLayers: cut?.lastStageLayers };
}

function chunks(space: SearchSpace, perStage: number): number[] {
  return divisorsOf(perStage).filter((v) => v > 1 && v <= space.chunksMax);
}

const one = (given: boolean, choice: ScheduleChoice): ScheduleChoice[] => (given ? [choice] : []);

function turns({ software }: GpuWorkload, space: SearchSpace, ends: Ends, p: number, microbatches: number) {
  const alike = ends.firstStageLayers === undefined;
  const filled = p > 1 && microbatches >= p;
  const rounds = interleaves(software, p, microbatches);
  return space.schedules.flatMap((schedule): ScheduleChoice[] => {
    switch (schedule) {
      case "1f1b":
        return [{ ...ends, schedule: undefined, virtualPipeline: 1 }];
      case "interleaved":
        return (rounds ? chunks(space, ends.perStage) : []).map((v) => ({
          ...ends,
          schedule: undefined,
          virtualPipeline: v,
        }));
      case "zb-h1":
        return one(filled, { ...ends, schedule, virtualPipeline: 1 });
      case "zb-v":
        return one(filled && alike && ends.perStage % 2 === 0, { ...ends, schedule, virtualPipeline: 2 });
    }
  });
}

/** **Returns** the schedules that so many stages and micro batches allow. */
export const scheduleChoices = (
  work: GpuWorkload,
  space: SearchSpace,
  p: number,
  microbatches: number,
): ScheduleChoice[] =>
  endChoices(work.model.layers, p, space).flatMap((ends) => turns(work, space, ends, p, microbatches));

interface Shards {
  readonly zeroStage: GpuLayout["zeroStage"];
  readonly shardRanks: number | undefined;
}

function shardings(work: GpuWorkload, space: SearchSpace, p: number, replicas: number): Shards[] {
  if (replicas === 1) return [{ zeroStage: 0, shardRanks: undefined }];
  const most = zeroStageMax(work, p);
  return space.zeroStages.flatMap((zeroStage): Shards[] => {
    if (zeroStage > most) return [];
    const whole = { zeroStage, shardRanks: undefined };
    if (zeroStage < 3) return [whole];
    const parts = space.shardRanks.filter((ranks) => ranks > 1 && ranks < replicas && replicas % ranks === 0);
    return [whole, ...parts.map((shardRanks) => ({ zeroStage, shardRanks }))];
  });
}

/** **Returns** the ways to hold states; what changes nothing for these ranks is offered once. */
export function stateChoices(
  work: GpuWorkload,
  space: SearchSpace,
  ranks: { readonly c: number; readonly p: number; readonly d: number },
): StateChoice[] {
  const replicas = ranks.d * ranks.c;
  const single = replicas === 1;
  const found: StateChoice[] = [];
  for (const sharding of shardings(work, space, ranks.p, replicas)) {
    for (const offloaded of space.offloadedOptimizer) {
      for (const gradients of single ? [true] : space.overlapGradients) {
        for (const parameters of single || sharding.zeroStage === 0 ? [true] : space.overlapParameters) {
          found.push({
            zeroStage: sharding.zeroStage,
            shardRanks: sharding.shardRanks,
            offloadedOptimizer: offloaded === 0 ? undefined : offloaded,
            overlapGradients: gradients ? undefined : false,
            overlapParameters: parameters ? undefined : false,
          });
        }
      }
    }
  }
  return found;
}
