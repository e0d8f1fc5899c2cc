import type { Ask, HardwareChoice, Infeasible } from "../plan.ts";

/** Memory that was missing. **Unit** byte. */
interface Lack {
  readonly needed: number;
  readonly available: number;
  /** Layouts that were looked at, where it was more than one. */
  readonly considered?: number;
}

/** **Returns** the refusal of what needs more memory than there is, told by a sentence. */
export const lacksMemory = (text: string, lack: Lack, suggestion: string): Infeasible => ({
  kind: "infeasible",
  reason: { code: "memory", text, values: { ...lack } },
  needed: lack.needed,
  available: lack.available,
  unit: "B",
  suggestion,
});

/** **Returns** the refusal of an ask that no layout cuts evenly, told by a sentence. */
export const indivisible = (
  text: string,
  { globalBatchSize }: Ask,
  { devices }: HardwareChoice,
  suggestion: string,
): Infeasible => ({
  kind: "infeasible",
  reason: { code: "indivisible", text, values: { devices, globalBatchSize } },
  needed: 1,
  available: 0,
  unit: "layouts",
  suggestion,
});
