import { Alert, Text } from "@mantine/core";
import { IconBarrierBlock } from "@tabler/icons-react";
import type { Refusal } from "../api/outputs.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatDuration } from "../format/duration.ts";
import { formatSignificant } from "../format/number.ts";
import { Facts } from "../value/facts.tsx";

function inUnit(value: number, unit: string): string {
  if (unit === "bytes" || unit === "byte" || unit === "B") return formatBytes(value);
  if (unit === "seconds" || unit === "s") return formatDuration(value);
  return `${formatSignificant(value, 4)} ${unit}`;
}

/** Why this cannot be done as asked, with the numbers, and the smallest change that can. */
export function RefusalNotice({ refusal }: { readonly refusal: Refusal }) {
  return (
    <Alert
      variant="outline"
      color="red"
      icon={<IconBarrierBlock aria-hidden />}
      title="Not possible as asked"
      styles={{ title: { color: "var(--ingot-bad)" }, message: { color: "var(--mantine-color-text)" } }}
    >
      <Text mb="md">{refusal.reason.text}</Text>
      {refusal.available > 0 && (
        <Facts
          items={[
            { name: "Needed", value: inUnit(refusal.needed, refusal.unit) },
            { name: "Available", value: inUnit(refusal.available, refusal.unit) },
          ]}
        />
      )}
      <Text mt="md" fw={500}>
        {refusal.suggestion}
      </Text>
    </Alert>
  );
}
