"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "../api/client.tsx";
import type { Clock } from "../api/outputs.ts";

export function useClock() {
  const trpc = useTRPC();
  return useQuery(
    trpc.clock.get.queryOptions(undefined, {
      refetchInterval: (query) => (query.state.data?.time_lapse ? 3000 : 15_000),
    }),
  );
}

/** Platform time now, in milliseconds: what the clock said, plus what has passed since at its rate. */
function usePlatformNowOf(clock: Clock | undefined): number | null {
  const read = useMemo(() => (clock ? { clock, at: performance.now() } : null), [clock]);
  const [, repaint] = useState(0);
  const fast = clock?.time_lapse ?? false;
  useEffect(() => {
    const timer = setInterval(() => repaint((count) => count + 1), fast ? 200 : 1000);
    return () => clearInterval(timer);
  }, [fast]);
  const [mounted, setMounted] = useState(false);
  // The first paint repeats the server's, to the millisecond.
  useEffect(() => setMounted(true), []);
  if (!read) return null;
  const passed = mounted ? performance.now() - read.at : 0;
  return Date.parse(read.clock.platform_now) + passed * read.clock.rate;
}

export function usePlatformNow(): number | null {
  return usePlatformNowOf(useClock().data);
}
