"use client";

import { Button, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { Invoice } from "../api/outputs.ts";
import { invoiceName } from "./invoice-name.ts";
import pageClasses from "../page/page.module.css";
import { ScrollTable } from "../page/scroll-table.tsx";
import { TextLink } from "../page/text-link.tsx";
import { Amount } from "../value/amount.tsx";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";
import { spellOut } from "../words/sentences.ts";

export function InvoiceTable({ invoices }: { readonly invoices: readonly Invoice[] }) {
  return (
    <ScrollTable caption="Invoices, newest first" minWidth={54}>
      <TableThead>
        <TableTr>
          <TableTh>Invoice</TableTh>
          <TableTh className={pageClasses.number}>Total, with tax</TableTh>
          <TableTh>Status</TableTh>
          <TableTh>Contract</TableTh>
          <TableTh>Issued</TableTh>
          <TableTh>Due</TableTh>
          <TableTh>
            <span className="visually-hidden">Action</span>
          </TableTh>
        </TableTr>
      </TableThead>
      <TableTbody>
        {invoices.map((invoice) => (
          <TableTr key={invoice.id}>
            <TableTd>
              <TextLink href={`/invoices/${invoice.id}`}>{invoiceName(invoice)}</TextLink>
              <Text size="sm" c="dimmed">
                {spellOut(invoice.kind)}
              </Text>
            </TableTd>
            <TableTd className={pageClasses.number}>
              <Amount of={invoice.total} strong />
            </TableTd>
            <TableTd>
              <Status of={invoice.status} />
            </TableTd>
            <TableTd>
              <TextLink href={`/contracts/${invoice.contract_id}`}>{invoice.contract_number}</TextLink>
            </TableTd>
            <TableTd>
              <Instant at={invoice.issued_at} detail="day" />
            </TableTd>
            <TableTd>{invoice.due_at ? <Instant at={invoice.due_at} detail="day" /> : "nothing due"}</TableTd>
            <TableTd className={pageClasses.number}>
              <PdfLink invoice={invoice} />
            </TableTd>
          </TableTr>
        ))}
      </TableTbody>
    </ScrollTable>
  );
}

export function PdfLink({
  invoice,
  size = "compact-sm",
}: {
  readonly invoice: Invoice;
  readonly size?: "compact-sm" | "sm";
}) {
  if (!invoice.pdf_hash) return null;
  return (
    <Button
      component="a"
      href={`/api/v1/invoices/${invoice.id}/pdf`}
      download
      size={size}
      variant="default"
      aria-label={`PDF of ${invoiceName(invoice)}`}
    >
      PDF
    </Button>
  );
}
