import type { ContractEvent } from "../api/outputs.ts";
import { waferDamageInWords, type WaferEnd } from "../words/sentences.ts";

/** One time the run was thrown back, and how it came to go on. */
export interface Interruption {
  readonly at: string;
  readonly cause: string | null;
  /** What died on a wafer and what became of it, in words; null for other faults. */
  readonly damage: string | null;
  readonly reason: string | null;
  readonly party: string | null;
  /** The checkpoint it went back to. **Unit** steps. */
  readonly step: number | null;
  readonly lostSteps: number | null;
  /** When training went on; null while it does not. */
  readonly recoveredAt: string | null;
}

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null);
const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

const namesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Where training went on, by the nodes that were struck and those that it recovered on; null while that is not known. */
function endOf(interruption: ContractEvent, recovery: ContractEvent | undefined): WaferEnd | null {
  const struck = namesOf(interruption.data["nodes"]);
  const found = namesOf(recovery?.data["nodes"]);
  if (struck.length === 0 || found.length === 0) return null;
  return struck.some((node) => found.includes(node)) ? "went on after" : "went on elsewhere";
}

/** Pairs each interruption with the recovery of the same job that follows it. */
export function interruptionsOf(events: readonly ContractEvent[]): readonly Interruption[] {
  return events
    .filter((event) => event.type === "job.interrupted")
    .map((event) => {
      const recovery = events.find(
        (later) => later.type === "job.recovered" && later.job_id === event.job_id && later.sequence > event.sequence,
      );
      return {
        at: event.effective_at,
        cause: textOf(event.data["cause"]),
        damage: waferDamageInWords(event.data["deadCores"], event.data["remapped"], endOf(event, recovery)),
        reason: textOf(event.data["status_reason"]),
        party: textOf(event.data["fault_party"]),
        step: numberOf(event.data["step"]),
        lostSteps: numberOf(event.data["lostSteps"]),
        recoveredAt: recovery?.effective_at ?? null,
      };
    });
}
