import type { IngotClient, WatchMessage } from "@ingot/client";
import { bar, count, facts, instant, large, money } from "./text.ts";

type Contract = Awaited<ReturnType<IngotClient["api"]["contract"]["get"]["query"]>>;

type Cancellation = Awaited<ReturnType<IngotClient["api"]["contract"]["cancellation"]["query"]>>;

export function contractLines(contract: Contract): string[] {
  const share = contract.tokens_trained / contract.tokens_contracted;
  const waits = contract.status_reason ? ` (${contract.status_reason.replaceAll("_", " ")})` : "";
  return [
    `${contract.number}  ${contract.status}  ${contract.id}`,
    "",
    ...facts([
      ["Model", `${contract.model_label} on ${contract.hardware_label}`],
      ["Site", `${contract.site.label} (${contract.site.country})`],
      ["Job", `${contract.job_status}${waits}`],
      ["Trained", `${bar(share, 20)} ${(share * 100).toFixed(1)} % of ${large(contract.tokens_contracted)} tokens`],
      ["Promised by", `${instant(contract.promised_finish)} (${Math.round(contract.probability * 100)} % sure)`],
      ["Expected", contract.estimated_finish ? instant(contract.estimated_finish.p90) : "-"],
      ["Finished", instant(contract.finished_at)],
      ["Price", money(contract.price)],
      [
        "Paid",
        `${money(contract.money.paid)} of ${money(contract.money.invoiced)} invoiced, ${money(contract.money.held)} held`,
      ],
      ["Credited", money(contract.money.credited)],
      ["You may", contract.actions.join(", ") || "-"],
      ...(contract.cancellation_preview
        ? ([["Canceling now", `would cost ${money(contract.cancellation_preview.bill)}`]] as const)
        : []),
    ]),
  ];
}

/** What canceling at an instant costs. */
export function cancellationLines({ at, delivered_share: share, lines, bill, balance }: Cancellation): string[] {
  return facts([
    ["Canceled at", instant(at)],
    ["Delivered", `${(share * 100).toFixed(1)} %`],
    ...lines.map(({ label, amount }) => [label, money(amount)] as const),
    ["Bill, before tax", money(bill)],
    ["Beyond what was invoiced", money(balance)],
  ]);
}

/** A line for each event; charts' points and repeated states are for programs. */
export function watchLine(message: WatchMessage): string | undefined {
  switch (message.kind) {
    case "event":
      return `${instant(message.event.effective_at)}  ${message.event.type.padEnd(24)}  ${dataOf(message.event.data)}`.trimEnd();
    case "metrics": {
      const last = message.items.at(-1);
      if (!last) return undefined;
      const rate = `${large(last.tokens_per_second)} tokens/s`;
      return `${instant(last.effective_at)}  step ${count(last.step)}, loss ${last.loss.toFixed(3)}, ${rate}`;
    }
    case "contract":
      return undefined;
  }
}

const dataOf = (data: Readonly<Record<string, unknown>>): string =>
  Object.entries(data)
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .slice(0, 4)
    .map(([name, value]) => `${name} ${String(value).slice(0, 32)}`)
    .join(", ");
