import { Text } from "@mantine/core";
import type { Contract } from "../api/outputs.ts";
import { isZero } from "../format/money.ts";
import { TextLink } from "../page/text-link.tsx";
import { Amount } from "../value/amount.tsx";
import { Facts } from "../value/facts.tsx";

/** Whether lateness brings money, as it stands. */
function creditNote({ money, finished_at: finished }: Pick<Contract, "money" | "finished_at">): string {
  if (!isZero(money.late_credit_accruing))
    return "The run is late; this credit grows until it finishes and comes off the last invoice.";
  if (!finished) return "A credit accrues once the run is later than the grace of its terms.";
  return isZero(money.credited) ? "No credit was due." : "The credit is for finishing late.";
}

/** What it costs and where the money is. */
export function ContractMoney({ contract }: { readonly contract: Contract }) {
  const { money } = contract;
  return (
    <>
      <Facts
        items={[
          { name: "Price, without tax", value: <Amount of={money.price} strong /> },
          { name: "Invoiced, with tax", value: <Amount of={money.invoiced} /> },
          { name: "Paid, with tax", value: <Amount of={money.paid} /> },
          { name: "Held from your balance", value: <Amount of={money.held} /> },
          { name: "Credited, with tax", value: <Amount of={money.credited} /> },
          { name: "Late credit accruing", value: <Amount of={money.late_credit_accruing} /> },
        ]}
      />
      <Text size="sm" c="dimmed" mt="sm">
        {creditNote(contract)} <TextLink href="/invoices">All invoices</TextLink>
      </Text>
    </>
  );
}
