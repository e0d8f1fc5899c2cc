import { List, ListItem } from "@mantine/core";
import type { Plan } from "../api/outputs.ts";

/** Why this plan and no other, line by line. */
export function ReasonList({ reasons }: { readonly reasons: Plan["reasons"] }) {
  return (
    <List type="ordered" size="sm" spacing="xs" withPadding={false}>
      {reasons.map((reason) => (
        <ListItem key={reason.code + reason.text}>{reason.text}</ListItem>
      ))}
    </List>
  );
}
