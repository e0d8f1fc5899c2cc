import { checkAsk, checkDevices, checkSequence } from "../ask.ts";
import { gibibytes } from "../life.ts";
import type { Ask, HardwareChoice, Infeasible, Plan } from "../plan.ts";
import { gpuSystemOf, planOf, workOf } from "./evaluate.ts";
import { nameLayout } from "./explain.ts";
import { planningShare, searchNodes, type SearchResult } from "./search.ts";
import { type PinnedLayout, pinnedNodes, pinsInWords, pinSpace } from "./search/pins.ts";
import { defaultSpace, type SearchSpace } from "./search/space.ts";
import type { SoftwareId } from "./software.ts";

/** What a search is held to. */
export interface Within {
  readonly pinned?: PinnedLayout;
  /** A smaller or larger space than the default one. */
  readonly narrow?: (space: SearchSpace) => SearchSpace;
  /** The framework that trains; Megatron Core when absent. */
  readonly software?: SoftwareId;
}

function refusal(
  ask: Ask,
  choice: HardwareChoice,
  pinned: PinnedLayout,
  memory: number,
  found: SearchResult,
): Infeasible {
  const { leanest } = found;
  const held = Object.keys(pinned).length === 0 ? "" : ` with ${pinsInWords(pinned)}`;
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
  const nodes = pinnedNodes(work, space, pinned);
  const found = searchNodes(work, space, nodes, ask.globalBatchSize);
  if (found.best) return planOf(ask, choice, work, found.best);
  return refusal(ask, choice, pinned, work.machine.memory, found);
}
