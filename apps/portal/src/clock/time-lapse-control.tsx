"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPlayerStop, IconPlayerTrackNext } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../api/client.tsx";
import type { Clock } from "../api/outputs.ts";
import { useMay } from "../session/may.tsx";
import { notifyFailure } from "../notice/notify.ts";

/** Starts and stops the fast running of platform time; a demo only. */
export function TimeLapseControl({ clock }: { readonly clock: Clock }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const mayChange = useMay("clock.write");
  const settled = {
    onSuccess: (next: Clock) => queries.setQueryData(trpc.clock.get.queryKey(), next),
    onError: (error: unknown) => notifyFailure("The time-lapse did not change", error),
  };
  const start = useMutation(trpc.clock.startTimeLapse.mutationOptions(settled));
  const stop = useMutation(trpc.clock.stopTimeLapse.mutationOptions(settled));
  if (!clock.simulated || !mayChange) return null;
  const label = clock.time_lapse ? "Stop the time-lapse" : "Start the time-lapse";
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={clock.time_lapse ? "filled" : "default"}
        size="lg"
        aria-label={label}
        aria-pressed={clock.time_lapse}
        loading={start.isPending || stop.isPending}
        onClick={() => (clock.time_lapse ? stop.mutate() : start.mutate())}
      >
        {clock.time_lapse ? <IconPlayerStop size={18} aria-hidden /> : <IconPlayerTrackNext size={18} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
