import { HydrateClient, prefetch, trpc } from "../../../../server/trpc.ts";
import { InvoiceClient } from "./client.tsx";

export const metadata = { title: "Invoice" };

export default async function InvoicePage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  await prefetch(trpc.invoice.get.queryOptions({ id }));
  return (
    <HydrateClient>
      <InvoiceClient id={id} />
    </HydrateClient>
  );
}
