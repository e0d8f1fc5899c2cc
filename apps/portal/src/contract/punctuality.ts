import type { ContractSummary } from "../api/outputs.ts";
import { formatDuration } from "../format/duration.ts";
import type { Tone } from "../words/tone.ts";

export interface Punctuality {
  readonly tone: Tone;
  readonly text: string;
}

const between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

/** How the finish stands against the promise, in words. */
export function punctualityOf(
  contract: Pick<ContractSummary, "status" | "promised_finish" | "estimated_finish" | "finished_at">,
): Punctuality | null {
  const { promised_finish: promised, estimated_finish: estimated, finished_at: finished } = contract;
  if (contract.status === "canceled") return null;
  if (finished) {
    const early = between(finished, promised);
    return early >= 0
      ? { tone: "good", text: `Finished ${formatDuration(early)} before the promise` }
      : { tone: "bad", text: `Finished ${formatDuration(-early)} late; the credit follows by the terms` };
  }
  if (!estimated) return null;
  const surely = between(estimated.p90, promised);
  if (surely >= 0) return { tone: "good", text: `On time: even P90 is ${formatDuration(surely)} before the promise` };
  const likely = between(estimated.p50, promised);
  return likely >= 0
    ? { tone: "warn", text: `At risk: P90 is ${formatDuration(-surely)} after the promise` }
    : { tone: "bad", text: `Late: P50 is ${formatDuration(-likely)} after the promise` };
}
