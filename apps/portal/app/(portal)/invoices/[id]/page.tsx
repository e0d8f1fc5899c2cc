import type { Invoice } from "../../../../src/api/outputs.ts";
import { HydrateClient, prefetch, readForTitle, trpc } from "../../../../server/trpc.ts";
import { invoiceName } from "../../../../src/invoice/invoice-name.ts";
import { titleOf } from "../../../../src/page/title.ts";
import { InvoiceClient } from "./client.tsx";

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: PageProps) {
  const { id } = await params;
  const found = await readForTitle<Invoice>(trpc.invoice.get.queryOptions({ id }));
  return { title: titleOf(found && invoiceName(found), "Invoice") };
}

export default async function InvoicePage({ params }: PageProps) {
  const { id } = await params;
  await prefetch(trpc.invoice.get.queryOptions({ id }));
  return (
    <HydrateClient>
      <InvoiceClient id={id} />
    </HydrateClient>
  );
}
