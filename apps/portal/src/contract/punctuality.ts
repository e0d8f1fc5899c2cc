import type { Contract, ContractSummary } from "../api/outputs.ts";
import { formatDuration } from "../format/duration.ts";
import { formatMoney, isZero } from "../format/money.ts";
import type { Tone } from "../words/tone.ts";

export interface Punctuality {
  readonly tone: Tone;
  readonly text: string;
}

const between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

type Dated = Pick<ContractSummary, "status" | "promised_finish" | "estimated_finish" | "finished_at">;

/** What lateness brought once the contract is settled; a list, which shows no money, says nothing of it. */
function creditInWords({ status, money }: Dated & Partial<Pick<Contract, "money">>): string {
  if (money === undefined) return "";
  if (!isZero(money.credited)) return `; ${formatMoney(money.credited)} credited`;
  return status === "closed" ? ", within the grace of the terms: no credit is due" : "; the terms say what is credited";
}

/** How the finish stands against the promise, in words. */
export function punctualityOf(contract: Dated & Partial<Pick<Contract, "money">>): Punctuality | null {
  const { promised_finish: promised, estimated_finish: estimated, finished_at: finished } = contract;
  if (contract.status === "canceled") return null;
  if (finished) {
    const early = between(finished, promised);
    return early >= 0
      ? { tone: "good", text: `Finished ${formatDuration(early)} before the promise` }
      : { tone: "bad", text: `Finished ${formatDuration(-early)} late${creditInWords(contract)}` };
  }
  if (!estimated) return null;
  const surely = between(estimated.p90, promised);
  if (surely >= 0) return { tone: "good", text: `On time: even P90 is ${formatDuration(surely)} before the promise` };
  const likely = between(estimated.p50, promised);
  return likely >= 0
    ? { tone: "warn", text: `At risk: P90 is ${formatDuration(-surely)} after the promise` }
    : { tone: "bad", text: `Late: P50 is ${formatDuration(-likely)} after the promise` };
}
