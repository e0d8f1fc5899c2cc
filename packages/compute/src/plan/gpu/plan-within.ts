import { devicesInWords, grouped } from "../../hardware/devices-in-words.ts";
import { checkAsk, checkDevices, checkSequence } from "../ask.ts";
import { gibibytes, spell } from "../life.ts";
import type { Ask, GpuLayout, HardwareChoice, Infeasible, Plan } from "../plan.ts";
import { brokenPin } from "./broken-pin.ts";
import { type Evaluation, gpuSystemOf, planOf, workOf } from "./evaluate.ts";
import { nameLayout } from "./explain.ts";
import { hostBytes, planningShare } from "./memory.ts";
import { checkDtype, planGpu } from "./plan-gpu.ts";
import { indivisible, lacksMemory } from "./refuse.ts";
import { searchPinned, type SearchResult } from "./search.ts";
import { type PinnedLayout, pinsInWords } from "./search/pins.ts";
import { defaultSpace, type SearchSpace, wholeSpace } from "./search/space.ts";
import type { SoftwareId } from "./software.ts";
import type { GpuWorkload } from "./workload.ts";

/** What a search is held to. */
export interface Within {
  readonly pinned?: PinnedLayout;
  /** Look at every feature that the model prices, not at what frameworks ship and their users would recognise alone. */
  readonly whole?: boolean;
  /** A smaller or larger space than that. */
  readonly narrow?: (space: SearchSpace) => SearchSpace;
  /** The framework that trains; Megatron Core when absent. */
  readonly software?: SoftwareId;
}

interface Held {
  readonly ask: Ask;
  readonly work: GpuWorkload;
  readonly space: SearchSpace;
  readonly pinned: PinnedLayout;
}

const searchHeld = ({ work, space, pinned }: Held): SearchResult => searchPinned(work, pinned, space);

/** The smallest change that fits: one pin let go, else all of them, else what a search without pins suggests. */
function smallestChange(held: Held, choice: HardwareChoice): string {
  const { pinned, ask } = held;
  const names = Object.keys(pinned) as (keyof PinnedLayout)[];
  const without = names
    .map((name) => {
      const { [name]: _, ...rest } = pinned;
      const { best } = searchHeld({ ...held, pinned: rest });
      return { words: pinsInWords({ [name]: pinned[name] }), best };
    })
    .flatMap(({ words, best }) => (best ? [{ words, best }] : []))
    .toSorted((left, right) => left.best.cost.total - right.best.cost.total);
  const [first] = without;
  const told = ({ layout, cost }: Evaluation) => `${nameLayout(layout)} fits, a step of ${spell(cost.total)}`;
  if (first) return `Let ${first.words} go: ${told(first.best)}.`;
  const { best } = names.length > 1 ? searchHeld({ ...held, pinned: {} }) : { best: undefined };
  if (best) return `Let all that is fixed go: ${told(best)}.`;
  const open = planGpu(ask, choice);
  if (open.kind !== "infeasible") {
    const fixed = names.length === 0 ? "" : "Let all that is fixed go, and ";
    const how =
      open.layout.kind === "gpu" ? `${nameLayout(open.layout)} fits, a step of ${spell(open.stepTime)}` : "it fits";
    return `${fixed}${fixed ? "train" : "Train"} with Megatron Core: there ${how}.`;
  }
  const { suggestion } = open;
  return names.length === 0
    ? suggestion
    : `Let all that is fixed go, and ${suggestion.charAt(0).toLowerCase()}${suggestion.slice(1)}`;
}

/** What fits the GPU but puts more into the host's memory than that has for it. */
function hostRefusal({ ask, work }: Held, layout: GpuLayout, where: string, suggestion: string): Infeasible {
  const needed = hostBytes(work, layout);
  const available = work.machine.host.memory;
  const text =
    `${ask.model.label} does not fit on ${where}: the leanest such layout (${nameLayout(layout)}) puts ` +
    `${gibibytes(needed)} into the host's memory for each GPU, which has ${gibibytes(available)} for it.`;
  return lacksMemory(text, { needed, available }, suggestion);
}

function refusal(held: Held, choice: HardwareChoice, found: SearchResult): Infeasible {
  const { ask, pinned, work } = held;
  const { leanest } = found;
  const suggestion = smallestChange(held, choice);
  const gpus = devicesInWords(gpuSystemOf(choice), choice.devices);
  const fixed = Object.keys(pinned).length === 0 ? "" : ` with ${pinsInWords(pinned)}`;
  if (!leanest) {
    const rule =
      brokenPin(work, pinned)?.text ??
      "heads, layers and batch must divide by the parallel degrees, which multiply up to the GPUs.";
    const text = `No layout of ${ask.model.label} on ${gpus} with ${grouped(ask.globalBatchSize)} sequences a step is left${fixed}: ${rule}`;
    return indivisible(text, ask, choice, suggestion);
  }
  const available = work.machine.memory * planningShare;
  if (leanest.bytes <= available) return hostRefusal(held, leanest.layout, `${gpus}${fixed}`, suggestion);
  const text =
    `${ask.model.label} does not fit on ${gpus}${fixed}: the leanest such layout ` +
    `(${nameLayout(leanest.layout)}) needs ${gibibytes(leanest.bytes)}; a plan may fill ${gibibytes(available)}.`;
  return lacksMemory(text, { needed: leanest.bytes, available }, suggestion);
}

/**
 * Finds the fastest layout of an ask among those that agree with what was fixed; of the whole space up to two seconds.
 * **Returns** its plan, or a refusal. **Throws** RangeError as `planGpu` does, and for a placement that is none.
 */
export function planWithin(
  ask: Ask,
  choice: HardwareChoice,
  { pinned = {}, whole = false, narrow, software }: Within,
): Plan | Infeasible {
  const system = gpuSystemOf(choice);
  checkAsk(ask);
  const refused = checkDevices(choice, system) ?? checkSequence(ask) ?? checkDtype(ask, system);
  if (refused) return refused;
  const work = workOf(ask, choice, system, software);
  const open = whole ? wholeSpace(work) : defaultSpace(work);
  const held = { ask, work, space: narrow ? narrow(open) : open, pinned };
  const found = searchHeld(held);
  return found.best ? planOf(ask, choice, work, found.best) : refusal(held, choice, found);
}
