import type { WaferSystem } from "../../hardware/system.ts";
import type { FabricMesh } from "./mesh.ts";
import { checkSparsity, type Sparsity } from "./sparsity.ts";

/** What else can be said about a run on wafers. */
export interface WaferOptions {
  /** Streamed where the system streams, unless told. */
  readonly execution?: "streamed" | "pipelined";
  readonly sparsity?: Sparsity;
  /** Month (`2023-11`) or year of the software; today's when absent. */
  readonly softwareDate?: string;
  /** Cores that the wafer's defects leave; the system's usual rectangle when absent. */
  readonly mesh?: FabricMesh;
  /** What the input workers deliver to each system. **Unit** tokens a second; enough when absent. */
  readonly inputTokensPerSecond?: number;
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/** **Throws** RangeError with the rule and the value received. */
export function checkOptions(
  { sparsity, softwareDate, mesh, inputTokensPerSecond }: WaferOptions,
  system: WaferSystem,
): void {
  if (sparsity) checkSparsity(sparsity);
  if (softwareDate !== undefined && !/^\d{4}(-(0[1-9]|1[0-2]))?$/.test(softwareDate)) {
    throw new RangeError(`a software date is a month like 2023-11 or a year, received "${softwareDate}"`);
  }
  const [columns, rows] = [system.fabricColumns.value, system.fabricRows.value];
  if (mesh && !(isCount(mesh.columns) && isCount(mesh.rows) && mesh.columns <= columns && mesh.rows <= rows)) {
    throw new RangeError(
      `a mesh of ${system.label} has 1 to ${columns} columns and 1 to ${rows} rows, received ${mesh.columns} x ${mesh.rows}`,
    );
  }
  if (inputTokensPerSecond !== undefined && !(inputTokensPerSecond > 0)) {
    throw new RangeError(`input workers deliver more than 0 tokens a second, received ${inputTokensPerSecond}`);
  }
}
