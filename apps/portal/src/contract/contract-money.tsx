import { Text } from "@mantine/core";
import type { Contract } from "../api/outputs.ts";
import { isZero } from "../format/money.ts";
import { TextLink } from "../page/text-link.tsx";
import { Amount } from "../value/amount.tsx";
import { Facts } from "../value/facts.tsx";

/** What it costs and where the money is. */
export function ContractMoney({ money }: { readonly money: Contract["money"] }) {
  return (
    <>
      <Facts
        items={[
          { name: "Price", value: <Amount of={money.price} strong /> },
          { name: "Invoiced, with tax", value: <Amount of={money.invoiced} /> },
          { name: "Paid, with tax", value: <Amount of={money.paid} /> },
          { name: "Held from your balance", value: <Amount of={money.held} /> },
          { name: "Credited", value: <Amount of={money.credited} /> },
          { name: "Late credit accruing", value: <Amount of={money.late_credit_accruing} /> },
        ]}
      />
      <Text size="sm" c="dimmed" mt="sm">
        {isZero(money.late_credit_accruing)
          ? "No credit accrues while the run is within its promise."
          : "The run is late; this credit grows until it finishes and comes off the last invoice."}{" "}
        <TextLink href="/invoices">All invoices</TextLink>
      </Text>
    </>
  );
}
