import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GpuFamily } from "../../packages/compute/src/hardware/system.ts";

/** A measured row and how wrong constants were that had not seen its group, source, or framework: ln of predicted over measured. */
export interface UnseenRow {
  readonly id: string;
  readonly source: string;
  readonly group: string;
  readonly family: GpuFamily;
  readonly withoutGroup: number;
  readonly withoutSource: number;
  readonly withoutFramework: number;
}

/** **Returns** what the last run of `fit.ts` wrote. */
export const unseenRows = (): UnseenRow[] =>
  JSON.parse(readFileSync(fileURLToPath(new URL("unseen.json", import.meta.url)), "utf8")) as UnseenRow[];
