"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";

/** What a change of people or keys makes old: both, since one ends the other, and the audit that tells of it. */
export function useRenewal(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return async () => {
    const nouns = [trpc.member, trpc.key, trpc.audit];
    await Promise.all(nouns.map((noun) => queries.invalidateQueries({ queryKey: noun.pathKey() })));
  };
}
