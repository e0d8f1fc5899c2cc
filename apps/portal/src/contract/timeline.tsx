"use client";

import { Button, Group, Switch, Text } from "@mantine/core";
import { useState } from "react";
import type { ContractEvent } from "../api/outputs.ts";
import { Instant } from "../value/instant.tsx";
import { eventDetail, eventTitle } from "../words/events.ts";
import classes from "./contract.module.css";

const shownFirst = 12;

const tones: Readonly<Record<string, string | undefined>> = {
  "job.interrupted": classes.struck,
  "job.failed": classes.struck,
  "job.succeeded": classes.done,
  "contract.delivered": classes.done,
};

/** What happened, newest first; estimates only on request, as there are many. */
export function Timeline({ events }: { readonly events: readonly ContractEvent[] }) {
  const [estimates, setEstimates] = useState(false);
  const [all, setAll] = useState(false);
  const wanted = events.filter((event) => estimates || event.type !== "job.eta_changed").toReversed();
  const shown = all ? wanted : wanted.slice(0, shownFirst);
  if (events.length === 0) return <Text c="dimmed">Nothing yet.</Text>;
  return (
    <>
      <Switch
        size="xs"
        mb="sm"
        label="Show every new estimate"
        checked={estimates}
        onChange={(event) => setEstimates(event.currentTarget.checked)}
      />
      <ol className={classes.timeline}>
        {shown.map((event) => (
          <li key={event.id} className={tones[event.type]}>
            <Group justify="space-between" gap="0 1rem">
              <span className={classes.what}>{eventTitle(event.type)}</span>
              <span className={classes.when}>
                <Instant at={event.effective_at} detail="second" />
              </span>
            </Group>
            <span className={classes.detail}>{eventDetail(event)}</span>
          </li>
        ))}
      </ol>
      {wanted.length > shown.length && (
        <Button size="compact-sm" variant="default" mt="sm" onClick={() => setAll(true)}>
          Show all {wanted.length} events
        </Button>
      )}
    </>
  );
}
