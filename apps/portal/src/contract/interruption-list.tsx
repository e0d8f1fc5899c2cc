"use client";

import { Button, List, ListItem, Text } from "@mantine/core";
import { useState } from "react";
import { formatDuration } from "../format/duration.ts";
import { formatCount, formatNoun } from "../format/number.ts";
import { Instant } from "../value/instant.tsx";
import { causeInWords, partyInWords, reasonInWords } from "../words/sentences.ts";
import type { Interruption } from "./interruptions.ts";

function explanation({ cause, damage, reason, party, step, lostSteps, recoveredAt, at }: Interruption): string {
  const said = cause ? causeInWords(cause) : reason ? reasonInWords(reason) : "the run was interrupted";
  const parts = [`${said.charAt(0).toUpperCase()}${said.slice(1)}${party ? ` (${partyInWords(party)})` : ""}.`];
  if (damage) parts.push(`${damage}.`);
  if (step !== null) {
    const again = lostSteps === null ? "" : `; ${formatNoun(Math.round(lostSteps), "step")} had to be done again`;
    parts.push(`The run went back to its checkpoint at step ${formatCount(step)}${again}.`);
  }
  parts.push(
    recoveredAt
      ? `It went on after ${formatDuration((Date.parse(recoveredAt) - Date.parse(at)) / 1000)}.`
      : "It has not gone on yet.",
  );
  return parts.join(" ");
}

/** More would push the checkpoints out of sight. */
const shownFirst = 5;

/** Why the run stopped each time, what that cost, and who pays for it; newest first. */
export function InterruptionList({ interruptions }: { readonly interruptions: readonly Interruption[] }) {
  const [all, setAll] = useState(false);
  const newest = interruptions.toReversed();
  const shown = all ? newest : newest.slice(0, shownFirst);
  if (interruptions.length === 0) return <Text c="dimmed">None so far.</Text>;
  return (
    <>
      <List spacing="xs" size="sm" listStyleType="none" withPadding={false}>
        {shown.map((interruption) => (
          <ListItem key={interruption.at}>
            <Text component="div" size="xs" c="dimmed">
              <Instant at={interruption.at} detail="second" />
            </Text>
            {explanation(interruption)}
          </ListItem>
        ))}
      </List>
      {newest.length > shown.length && (
        <Button size="compact-sm" variant="default" mt="sm" onClick={() => setAll(true)}>
          Show all {newest.length} interruptions
        </Button>
      )}
    </>
  );
}
