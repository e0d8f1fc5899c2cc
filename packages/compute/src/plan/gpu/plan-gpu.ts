import { countOf, devicesInWords, grouped } from "../../hardware/devices-in-words.ts";
import { gpuSystems } from "../../hardware/gpu-systems.ts";
import type { GpuSystem } from "../../hardware/system.ts";
import { checkAsk, checkDevices, checkSequence } from "../ask.ts";
import { gibibytes } from "../life.ts";
import type { Ask, Dtype, HardwareChoice, Infeasible, Plan } from "../plan.ts";
import { gpuSystemOf, planOf, workOf } from "./evaluate.ts";
import { nameLayout } from "./explain.ts";
import { fewestDevices, holds } from "./fewest-devices.ts";
import { planningShare } from "./memory.ts";
import { indivisible, lacksMemory } from "./refuse.ts";
import { searchLayouts, type SearchResult } from "./search.ts";
import { defaultSpace, type SearchSpace } from "./search/space.ts";
import type { GpuWorkload } from "./workload.ts";

/** Formats in the order in which a model trained in another would miss least. */
const usualDtypes = ["bf16", "fp16", "tf32", "fp32"] as const;

/** **Returns** the format that a GPU without the one asked for would train in. */
export const nearestDtype = ({ peaks }: GpuSystem): Dtype | undefined => usualDtypes.find((dtype) => peaks[dtype]);

/** **Returns** a refusal where the GPU has no matrix unit for the format. */
export function checkDtype(ask: Ask, system: GpuSystem): Infeasible | undefined {
  if (system.peaks[ask.dtype]) return undefined;
  const known = Object.keys(system.peaks);
  return {
    kind: "infeasible",
    reason: {
      code: "dtype",
      text: `${system.label} has no ${ask.dtype} matrix unit; it computes in ${known.join(", ")}.`,
      values: { dtype: ask.dtype, known: known.join(" ") },
    },
    needed: 1,
    available: 0,
    unit: ask.dtype,
    suggestion: `Train in ${nearestDtype(system) ?? known.join(" or ")}.`,
  };
}

/** The nearest number of devices that can be cut evenly, whole nodes above one node, fewer before more. */
function nearestCount(ask: Ask, choice: HardwareChoice, system: GpuSystem): number | undefined {
  const node = system.devicesPerNode.value;
  const unit = choice.devices > node ? node : 1;
  const below = Math.floor(choice.devices / unit) * unit;
  for (let away = 0; away < 16; away++) {
    for (const devices of [below - away * unit, below + (away + 1) * unit]) {
      if (devices < 1 || devices > system.devicesMax.value || devices === choice.devices) continue;
      if (holds(ask, { ...choice, devices })) return devices;
    }
  }
  return undefined;
}

/** A change that fits, in the imperative, and how far it is from what was asked, as a factor. */
interface Remedy {
  readonly text: string;
  readonly apart: number;
}

/** Half as many devices, or half of that, and so on: the first that holds it. */
function fewerDevices(ask: Ask, choice: HardwareChoice, system: GpuSystem): Remedy[] {
  for (let devices = 2 ** Math.floor(Math.log2(choice.devices)); devices >= 1; devices /= 2) {
    if (devices === choice.devices || !holds(ask, { ...choice, devices })) continue;
    return [{ text: `Take ${countOf(devices, "GPU")} of ${system.label}.`, apart: choice.devices / devices }];
  }
  return [];
}

/** Sequences of a batch that divides well. */
const evenSequences = 256;

/** **Returns** the nearest batch that divides well: an odd one may be all that stands in the way. */
export const nearestEvenBatch = (batch: number): number =>
  Math.max(1, Math.round(batch / evenSequences)) * evenSequences;

function evenBatch(ask: Ask, choice: HardwareChoice, system: GpuSystem): Remedy[] {
  const { globalBatchSize: batch } = ask;
  const even = nearestEvenBatch(batch);
  if (even === batch) return [];
  const changed = { ...ask, globalBatchSize: even };
  const action = `Take a batch of ${grouped(even)} sequences`;
  const apart = Math.max(even / batch, batch / even);
  if (holds(changed, choice)) return [{ text: `${action}.`, apart }];
  const devices = fewestDevices(changed, choice);
  if (devices === undefined) return [];
  return [
    { text: `${action} and ${grouped(devices)} GPUs of ${system.label}.`, apart: (apart * devices) / choice.devices },
  ];
}

/** The smallest change that fits: more devices of the same kind, as many with more memory, fewer, or an even batch. */
function smallestChange(ask: Ask, choice: HardwareChoice, system: GpuSystem): string {
  const devices = fewestDevices(ask, choice);
  if (devices !== undefined) return `Take ${grouped(devices)} GPUs of ${system.label}.`;
  const larger = gpuSystems
    .toSorted((left, right) => left.memory.value - right.memory.value)
    .find(
      (other) =>
        other.memory.value > system.memory.value &&
        other.peaks[ask.dtype] &&
        holds(ask, { system: other.id, devices: choice.devices }),
    );
  if (larger)
    return `Take ${grouped(choice.devices)} GPUs of ${larger.label}, which hold ${gibibytes(larger.memory.value)} each.`;
  const [nearest] = [...fewerDevices(ask, choice, system), ...evenBatch(ask, choice, system)].toSorted(
    (left, right) => left.apart - right.apart,
  );
  return (
    nearest?.text ?? "Take a shorter sequence, a smaller batch or a smaller model: no number of these GPUs holds it."
  );
}

function refusal(ask: Ask, choice: HardwareChoice, system: GpuSystem, found: SearchResult): Infeasible {
  const gpus = devicesInWords(system, choice.devices);
  if (!found.leanest) {
    const nearest = nearestCount(ask, choice, system);
    const text =
      `No way to cut ${ask.model.label} and ${grouped(ask.globalBatchSize)} sequences evenly over ${gpus}: ` +
      `heads, layers and batch must divide by the parallel degrees.`;
    const suggestion = nearest
      ? `Take ${grouped(nearest)} GPUs of ${system.label}.`
      : smallestChange(ask, choice, system);
    return indivisible(text, ask, choice, suggestion);
  }
  const { bytes, layout } = found.leanest;
  const available = system.memory.value * planningShare;
  const text =
    `${ask.model.label} does not fit on ${gpus}: the leanest of ${grouped(found.considered)} ` +
    `layouts (${nameLayout(layout)}, micro batch ${layout.microbatchSize}, ${layout.recompute} recompute) needs ` +
    `${gibibytes(bytes)} on its fullest GPU; a plan may fill ${gibibytes(available)} of ${gibibytes(system.memory.value)}.`;
  const lack = { needed: bytes, available, considered: found.considered };
  return lacksMemory(text, lack, smallestChange(ask, choice, system));
}

/**
 * Finds the fastest layout of an ask on a number of GPUs.
 * **Returns** its plan, or a refusal with what was needed, what there is and the smallest change that fits.
 * **Throws** RangeError for an ask or choice that is no such thing (not a whole number of devices, unknown system).
 * `spaceOf` widens or narrows what is searched: `wholeSpace` opens every feature that the model prices.
 * **Cost** a few milliseconds, in the whole space up to some hundred.
 */
export function planGpu(
  ask: Ask,
  choice: HardwareChoice,
  spaceOf: (work: GpuWorkload) => SearchSpace = defaultSpace,
): Plan | Infeasible {
  const system = gpuSystemOf(choice);
  checkAsk(ask);
  const refused = checkDevices(choice, system) ?? checkSequence(ask) ?? checkDtype(ask, system);
  if (refused) return refused;
  const work = workOf(ask, choice, system);
  const found = searchLayouts(work, spaceOf(work));
  return found.best ? planOf(ask, choice, work, found.best) : refusal(ask, choice, system, found);
}
