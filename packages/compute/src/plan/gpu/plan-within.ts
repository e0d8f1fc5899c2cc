import { checkAsk, checkDevices, checkSequence } from "../ask.ts";
import { gibibytes } from "../life.ts";
import type { Ask, GpuLayout, HardwareChoice, Infeasible, Plan } from "../plan.ts";
import { gpuSystemOf, planOf, workOf } from "./evaluate.ts";
import { nameLayout } from "./explain.ts";
import { planningShare, searchNodes, type SearchResult } from "./search.ts";
import { nodesOf } from "./search/node.ts";
import { scheduleOf } from "./pipeline.ts";
import { defaultSpace, type SearchSpace } from "./search/space.ts";
import type { SoftwareId } from "./software.ts";

/** Fields of a layout that can be fixed by hand; what is left out is searched. */
export type PinnedLayout = Partial<
  Pick<
    GpuLayout,
    | "tensorParallel"
    | "pipelineParallel"
    | "dataParallel"
    | "contextParallel"
    | "expertParallel"
    | "microbatchSize"
    | "virtualPipeline"
    | "schedule"
    | "recompute"
    | "zeroStage"
  >
>;

/** What a search is held to. */
export interface Within {
  readonly pinned?: PinnedLayout;
  /** A smaller or larger space than the default one. */
  readonly narrow?: (space: SearchSpace) => SearchSpace;
  /** The framework that trains; Megatron Core when absent. */
  readonly software?: SoftwareId;
}

const only = <Value>(pinned: Value | undefined, usual: readonly Value[]): readonly Value[] =>
  pinned === undefined ? usual : [pinned];

function pinSpace(space: SearchSpace, pinned: PinnedLayout): SearchSpace {
  const { virtualPipeline, schedule, recompute } = pinned;
  const chunks = virtualPipeline === undefined ? undefined : virtualPipeline > 1 ? "interleaved" : "1f1b";
  return {
    ...space,
    tensorParallel: only(pinned.tensorParallel, space.tensorParallel),
    contextParallel: only(pinned.contextParallel, space.contextParallel),
    expertParallel: only(pinned.expertParallel, space.expertParallel),
    microbatchSizes: only(pinned.microbatchSize, space.microbatchSizes),
    zeroStages: only(pinned.zeroStage, space.zeroStages),
    schedules: only(schedule ?? chunks, space.schedules),
    recomputes: only(recompute, space.recomputes),
    chunksMax: Math.max(space.chunksMax, virtualPipeline ?? 1),
  };
}

const agrees = (layout: GpuLayout, { pipelineParallel, dataParallel }: PinnedLayout): boolean =>
  (pipelineParallel === undefined || layout.pipelineParallel === pipelineParallel) &&
  (dataParallel === undefined || layout.dataParallel === dataParallel);

const words = (pinned: PinnedLayout): string =>
  Object.entries(pinned)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");

function refusal(
  ask: Ask,
  choice: HardwareChoice,
  pinned: PinnedLayout,
  memory: number,
  found: SearchResult,
): Infeasible {
  const { leanest } = found;
  const held = Object.keys(pinned).length === 0 ? "" : ` with ${words(pinned)}`;
  if (!leanest) {
    const text =
      `No layout of ${ask.model.label} on ${choice.devices} GPUs with ${ask.globalBatchSize} sequences a step is left` +
      `${held}: heads, layers and batch must divide by the parallel degrees, which multiply up to the GPUs.`;
    const reason = {
      code: "indivisible",
      text,
      values: { devices: choice.devices, globalBatchSize: ask.globalBatchSize },
    };
    const suggestion = "Fix less of the layout, or change the GPUs or the batch.";
    return { kind: "infeasible", reason, needed: 1, available: 0, unit: "layouts", suggestion };
  }
  const available = memory * planningShare;
  const text =
    `${ask.model.label} does not fit on ${choice.devices} GPUs${held}: the leanest such layout ` +
    `(${nameLayout(leanest.layout)}) needs ${gibibytes(leanest.bytes)}; a plan may fill ${gibibytes(available)}.`;
  return {
    kind: "infeasible",
    reason: { code: "memory", text, values: { needed: leanest.bytes, available } },
    needed: leanest.bytes,
    available,
    unit: "B",
    suggestion: "Fix less of the layout: the search may find one that fits.",
  };
}

/**
 * Finds the fastest layout of an ask among those that agree with what was fixed.
 * **Returns** its plan, or a refusal. **Throws** RangeError as `planGpu` does, and for a dtype that the GPU lacks.
 */
export function planWithin(
  ask: Ask,
  choice: HardwareChoice,
  { pinned = {}, narrow, software }: Within,
): Plan | Infeasible {
  const system = gpuSystemOf(choice);
  checkAsk(ask);
  const refused = checkDevices(choice, system) ?? checkSequence(ask);
  if (refused) return refused;
  const work = workOf(ask, choice, system, software);
  const whole = defaultSpace(work);
  const space = pinSpace(narrow ? narrow(whole) : whole, pinned);
  const nodes = nodesOf(work, space)
    .filter(({ layout }) => agrees(layout, pinned))
    .map((node) => ({
      ...node,
      schedules: node.schedules.filter(
        (turn) =>
          (pinned.virtualPipeline === undefined || turn.virtualPipeline === pinned.virtualPipeline) &&
          (pinned.schedule === undefined || scheduleOf(turn) === pinned.schedule),
      ),
      states: node.states.filter((state) => pinned.zeroStage === undefined || state.zeroStage === pinned.zeroStage),
    }))
    .filter(({ schedules, states }) => schedules.length > 0 && states.length > 0);
  const found = searchNodes(work, space, nodes, ask.globalBatchSize);
  if (found.best) return planOf(ask, choice, work, found.best);
  return refusal(ask, choice, pinned, work.machine.memory, found);
}
