"use client";

import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Balance } from "../api/outputs.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Section } from "../page/section.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Amount } from "../value/amount.tsx";
import { Facts } from "../value/facts.tsx";
import { Instant } from "../value/instant.tsx";
import { spellOut } from "../words/sentences.ts";

/** What a movement does with the money of the balance. */
const kinds: Readonly<Record<string, string>> = {
  post: "Booked",
  hold: "Reserved for a contract",
  settle: "Paid from what was reserved",
  release: "Free again",
};

/** What is free, what is held, and every movement behind it. */
export function BalancePanel({ balance }: { readonly balance: Balance }) {
  return (
    <Section title="Balance">
      <Facts
        items={[
          { name: "Available", value: <Amount of={balance.available} strong /> },
          { name: "Held for contracts", value: <Amount of={balance.held} strong /> },
        ]}
      />
      {balance.entries.length > 0 && (
        <ScrollTable caption="Ledger entries, newest first" minWidth={40}>
          <TableThead>
            <TableTr>
              <TableTh>When</TableTh>
              <TableTh>What</TableTh>
              <TableTh className={pageClasses.number}>Amount</TableTh>
            </TableTr>
          </TableThead>
          <TableTbody>
            {balance.entries.map((entry) => (
              <TableTr key={entry.id}>
                <TableTd>
                  <Instant at={entry.effective_at} />
                </TableTd>
                <TableTd>
                  {entry.contract_id ? (
                    <TextLink href={`/contracts/${entry.contract_id}`}>{entry.label}</TextLink>
                  ) : (
                    entry.label
                  )}
                  <Text size="xs" c="dimmed">
                    {kinds[entry.kind] ?? spellOut(entry.kind)}
                  </Text>
                </TableTd>
                <TableTd className={pageClasses.number}>
                  <Amount of={entry.amount} />
                </TableTd>
              </TableTr>
            ))}
          </TableTbody>
        </ScrollTable>
      )}
    </Section>
  );
}
