import { List, ListItem, Text } from "@mantine/core";
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

/** Why the run stopped each time, what that cost, and who pays for it. */
export function InterruptionList({ interruptions }: { readonly interruptions: readonly Interruption[] }) {
  if (interruptions.length === 0) return <Text c="dimmed">None so far.</Text>;
  return (
    <List spacing="xs" size="sm" listStyleType="none" withPadding={false}>
      {interruptions.map((interruption) => (
        <ListItem key={interruption.at}>
          <Text component="div" size="xs" c="dimmed">
            <Instant at={interruption.at} detail="second" />
          </Text>
          {explanation(interruption)}
        </ListItem>
      ))}
    </List>
  );
}
