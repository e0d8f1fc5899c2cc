"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC, useTRPCClient } from "../api/client.tsx";
import type { Contract, ContractEvent, MetricPoint } from "../api/outputs.ts";

const pageSize = 100;

/** The history of a contract whole, however many pages it has. */
function useHistory(id: string) {
  const client = useTRPCClient();
  return useQuery({
    queryKey: ["contract-history", id],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const events: ContractEvent[] = [];
      for (;;) {
        const after = events.at(-1)?.sequence ?? 0;
        const page = await client.contract.events.query({ id, after, limit: pageSize }, { signal });
        events.push(...page.items);
        if (page.items.length < pageSize) return events;
      }
    },
  });
}

const touching: Readonly<Record<string, "checkpoints" | "invoices">> = {
  "job.checkpoint_saved": "checkpoints",
  "job.succeeded": "checkpoints",
  "contract.delivered": "checkpoints",
  "invoice.issued": "invoices",
  "credit.issued": "invoices",
};

const ended: ReadonlySet<Contract["status"]> = new Set(["closed", "canceled"]);

/** Nothing more can happen to it, and its stream has nothing to tell that was not read. */
export const hasEnded = ({ status }: Pick<Contract, "status">): boolean => ended.has(status);

/** One stream for the page: each message goes where a query would have put it. */
export function useLiveContract(id: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const history = useHistory(id);
  const contract = useQuery(trpc.contract.get.queryOptions({ id }));
  const metrics = useQuery(trpc.contract.metrics.queryOptions({ id }, { staleTime: Infinity }));

  const addEvent = (event: ContractEvent) => {
    queries.setQueryData<ContractEvent[]>(["contract-history", id], (before) =>
      before && event.sequence > (before.at(-1)?.sequence ?? 0) ? [...before, event] : before,
    );
    const touched = touching[event.type];
    if (touched === "checkpoints") {
      void queries.invalidateQueries(trpc.contract.checkpoints.infiniteQueryFilter({ id }));
    }
    if (touched === "invoices") void queries.invalidateQueries({ queryKey: trpc.invoice.pathKey() });
  };
  const addMetrics = (items: readonly MetricPoint[]) => {
    queries.setQueryData(trpc.contract.metrics.queryKey({ id }), (before) => {
      if (!before) return before;
      // A run thrown back reports the same steps again: the newest reading of a step counts.
      const first = items[0]?.step ?? Infinity;
      return { items: [...before.items.filter((point) => point.step < first), ...items] };
    });
  };
  const stream = useSubscription(
    trpc.contract.watch.subscriptionOptions(
      { id },
      {
        // The stream tells all from the beginning: what it says must find what was read before, or it would be lost.
        enabled: contract.data !== undefined && !hasEnded(contract.data) && !history.isPending && !metrics.isPending,
        onData: ({ data: message }) => {
          if (message.kind === "event") addEvent(message.event);
          else if (message.kind === "metrics") addMetrics(message.items);
          else {
            queries.setQueryData<Contract>(trpc.contract.get.queryKey({ id }), message.contract);
            queries.setQueryData(trpc.clock.get.queryKey(), message.clock);
          }
        },
      },
    ),
  );
  return { contract, metrics, history, stream: stream.status };
}
