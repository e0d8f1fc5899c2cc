"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../../src/api/client.tsx";
import { invoiceName } from "../../../../src/invoice/invoice-name.ts";
import { PdfLink } from "../../../../src/invoice/invoice-table.tsx";
import { InvoiceView } from "../../../../src/invoice/invoice-view.tsx";
import { Loaded } from "../../../../src/notice/loaded.tsx";
import { PageHeader } from "../../../../src/page/page-header.tsx";
import { Status } from "../../../../src/value/status.tsx";

export function InvoiceClient({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.invoice.get.queryOptions({ id }));
  return (
    <Loaded query={query} rows={8} heading="Invoice">
      {(invoice) => (
        <>
          <PageHeader
            title={`${invoice.kind === "credit_note" ? "Credit note" : "Invoice"} ${invoiceName(invoice)}`}
            lead={<Status of={invoice.status} />}
            actions={<PdfLink invoice={invoice} size="sm" />}
          />
          <InvoiceView invoice={invoice} />
        </>
      )}
    </Loaded>
  );
}
