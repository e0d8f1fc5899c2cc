import { HydrateClient, prefetch, trpc } from "../../../../server/trpc.ts";
import { QuoteClient } from "./client.tsx";

export const metadata = { title: "Quote" };

export default async function QuotePage({ params }: { readonly params: Promise<{ readonly id: string }> }) {
  const { id } = await params;
  await prefetch(trpc.quote.get.queryOptions({ id }));
  return (
    <HydrateClient>
      <QuoteClient id={id} />
    </HydrateClient>
  );
}
