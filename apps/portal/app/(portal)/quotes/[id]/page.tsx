import type { Quote } from "../../../../src/api/outputs.ts";
import { HydrateClient, prefetch, readForTitle, trpc } from "../../../../server/trpc.ts";
import { titleOf, workTitle } from "../../../../src/page/title.ts";
import { QuoteClient } from "./client.tsx";

interface PageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: PageProps) {
  const { id } = await params;
  const found = await readForTitle<Quote>(trpc.quote.get.queryOptions({ id }));
  return { title: titleOf(found && workTitle(found), "Quote") };
}

export default async function QuotePage({ params }: PageProps) {
  const { id } = await params;
  await prefetch(trpc.quote.get.queryOptions({ id }));
  return (
    <HydrateClient>
      <QuoteClient id={id} />
    </HydrateClient>
  );
}
