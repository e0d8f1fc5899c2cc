"use client";

import { Button } from "@mantine/core";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { Contract } from "../api/outputs.ts";
import { Loaded } from "../notice/loaded.tsx";
import { Section } from "../page/section.tsx";
import { askOfQuote } from "../wafer/quoted.ts";
import { Wafer } from "../wafer/wafer.tsx";

/** The signed plan as its wafers carry it out; asked for only when somebody wants to see it. */
export function ContractWafer({ contract }: { readonly contract: Contract }) {
  const trpc = useTRPC();
  const [opened, setOpened] = useState(false);
  const query = useQuery(trpc.quote.get.queryOptions(opened ? { id: contract.quote_id } : skipToken));
  if (!opened) {
    return (
      <Section title="The plan on the wafer" hint="Where each kernel lies, defects, one step as it streams.">
        <Button variant="default" onClick={() => setOpened(true)}>
          Show the wafer
        </Button>
      </Section>
    );
  }
  return (
    <Loaded query={query} rows={8}>
      {(quote) => <Wafer ask={askOfQuote(quote)} plan={quote.offer.plan} compare={false} />}
    </Loaded>
  );
}
