import { rankMemory } from "../../../packages/compute/src/plan/gpu/memory.ts";
import { rowCase } from "../../../packages/compute/src/plan/validation/predict-gpu.ts";
import { rowsOutOfMemory, rowsThatRan } from "../../../packages/compute/src/plan/validation/report.ts";
import type { ValidationRow } from "../../../packages/compute/src/plan/validation/row.ts";

/** A run out of memory that the count admits, and what a margin that refuses it would refuse as well. */
export interface AdmittedFailure {
  readonly id: string;
  /** Counted memory over the card's. */
  readonly filled: number;
  /** Rows that ran although they are counted as full or fuller. */
  readonly fullerThatRan: number;
  readonly ran: number;
}

function filledOf(row: ValidationRow): number | null {
  const found = rowCase(row);
  return typeof found === "string" ? null : rankMemory(found.work, found.layout).total / found.work.machine.memory;
}

/** Every run out of memory that the count admits. */
export function admittedFailures(rows: readonly ValidationRow[]): AdmittedFailure[] {
  const filled = (of: readonly ValidationRow[]) =>
    of.flatMap((row) => {
      const share = filledOf(row);
      return share === null ? [] : [{ id: row.id ?? "", share }];
    });
  const ran = filled(rowsThatRan(rows));
  return filled(rowsOutOfMemory(rows))
    .filter(({ share }) => share <= 1)
    .map(({ id, share }) => ({
      id,
      filled: share,
      fullerThatRan: ran.filter((other) => other.share >= share).length,
      ran: ran.length,
    }));
}
