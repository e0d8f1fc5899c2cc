import type { ContractSummary, Invoice, QuoteSummary } from "../api/outputs.ts";
import { punctualityOf } from "../contract/punctuality.ts";
import { formatUntil } from "../format/duration.ts";
import { formatInstant } from "../format/instant.ts";
import { formatMoney } from "../format/money.ts";
import type { Tone } from "../words/tone.ts";

/** Something that waits for a person. */
export interface Task {
  readonly tone: Tone;
  readonly text: string;
  readonly href: string;
}

interface Standing {
  readonly contracts: readonly ContractSummary[];
  readonly quotes: readonly QuoteSummary[];
  readonly invoices: readonly Invoice[];
  readonly nowMilliseconds: number;
}

function contractTasks(contract: ContractSummary): Task[] {
  const href = `/contracts/${contract.id}`;
  const name = `${contract.number}, ${contract.model_label},`;
  if (contract.status === "paused") return [{ tone: "warn", text: `${name} is paused and waits to be resumed`, href }];
  if (contract.status === "awaiting_deposit") return [{ tone: "warn", text: `${name} waits for its deposit`, href }];
  const punctuality = contract.finished_at ? null : punctualityOf(contract);
  if (!punctuality || punctuality.tone === "good") return [];
  return [{ tone: punctuality.tone, text: `${contract.number}: ${punctuality.text}`, href }];
}

/** What needs somebody, the most pressing first: late runs, resting runs, quotes that expire, bills to pay. */
export function tasksOf({ contracts, quotes, invoices, nowMilliseconds }: Standing): readonly Task[] {
  const open = quotes
    .filter((quote) => quote.status === "open" && Date.parse(quote.expires_at) > nowMilliseconds)
    .map((quote): Task => {
      const text = `${quote.number}, ${formatMoney(quote.price)}, expires ${formatUntil(quote.expires_at, nowMilliseconds)}`;
      return { tone: "info", text, href: `/quotes/${quote.id}` };
    });
  const due = invoices
    .filter((invoice) => invoice.status === "open")
    .map((invoice): Task => {
      const until = invoice.due_at ? `, due ${formatInstant(invoice.due_at, "day")}` : "";
      const text = `Invoice ${invoice.number ?? ""} over ${formatMoney(invoice.total)}${until}`;
      return { tone: "info", text, href: `/invoices/${invoice.id}` };
    });
  const tasks = [...contracts.flatMap(contractTasks), ...open, ...due];
  const rank: Record<Tone, number> = { bad: 0, warn: 1, info: 2, idle: 3, good: 4 };
  return tasks.toSorted((left, right) => rank[left.tone] - rank[right.tone]);
}
