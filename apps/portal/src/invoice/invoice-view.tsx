import { TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Invoice } from "../api/outputs.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { Section } from "../page/section.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Amount } from "../value/amount.tsx";
import { Facts } from "../value/facts.tsx";
import { Hash } from "../value/hash.tsx";
import { Instant } from "../value/instant.tsx";
import { spellOut } from "../words/sentences.ts";

function Lines({ invoice }: { readonly invoice: Invoice }) {
  const sums = [
    { label: "Net", amount: invoice.net },
    { label: "Tax", amount: invoice.tax },
    { label: "Total", amount: invoice.total },
  ];
  return (
    <ScrollTable caption="Lines" minWidth={20}>
      <TableThead>
        <TableTr>
          <TableTh>Line</TableTh>
          <TableTh className={pageClasses.number}>Amount</TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {invoice.lines.map((line, index) => (
          <TableTr key={`${index} ${line.label}`}>
            <TableTd>{line.label}</TableTd>
            <TableTd className={pageClasses.number}>
              <Amount of={line.amount} />
            </TableTd>
          </TableTr>
        ))}
        {sums.map(({ label, amount }) => (
          <TableTr key={label}>
            <TableTd>{label === "Total" ? <strong>{label}</strong> : label}</TableTd>
            <TableTd className={pageClasses.number}>
              <Amount of={amount} strong={label === "Total"} />
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}

export function InvoiceView({ invoice }: { readonly invoice: Invoice }) {
  return (
    <div className={pageClasses.stack}>
      <Section title="What it is for">
        <Facts
          items={[
            { name: "Kind", value: spellOut(invoice.kind) },
            {
              name: "Contract",
              value: <TextLink href={`/contracts/${invoice.contract_id}`}>{invoice.contract_number}</TextLink>,
            },
            { name: "Issued", value: <Instant at={invoice.issued_at} /> },
            { name: "Due", value: invoice.due_at ? <Instant at={invoice.due_at} detail="day" /> : "nothing due" },
            { name: "Paid", value: invoice.paid_at ? <Instant at={invoice.paid_at} /> : "not yet" },
            {
              name: "SHA-256 of the PDF",
              value: invoice.pdf_hash ? <Hash value={invoice.pdf_hash} of="the hash" /> : "made when issued",
            },
          ]}
        />
      </Section>
      <Section title="Amounts">
        <Lines invoice={invoice} />
        <Text size="sm" c="dimmed" mt="sm">
          {invoice.tax_note}
        </Text>
      </Section>
    </div>
  );
}
