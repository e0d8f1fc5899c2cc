import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GpuFamily } from "../../packages/compute/src/hardware/system.ts";

/** A measured row and how wrong predictions of it were. Errors are ln of predicted over measured time. */
export interface UnseenRow {
  readonly id: string;
  readonly source: string;
  readonly group: string;
  readonly family: GpuFamily;
  /** Predicted time of one step by the fit on all rows. **Unit** s. */
  readonly stepSeconds: number;
  /** By the fit on all rows; by fits that had not seen its group, its source, or anything of its framework. */
  readonly fitted: number;
  readonly withoutGroup: number;
  readonly withoutSource: number;
  readonly withoutFramework: number;
}

/** **Returns** what the last run of `fit.ts` wrote. */
export const unseenRows = (): UnseenRow[] =>
  JSON.parse(readFileSync(fileURLToPath(new URL("unseen.json", import.meta.url)), "utf8")) as UnseenRow[];
