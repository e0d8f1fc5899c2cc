"use client";

import { Group, Stack, Text } from "@mantine/core";
import type { Upload } from "../api/outputs.ts";
import { formatBytes } from "../format/bytes.ts";
import { Instant } from "../value/instant.tsx";
import { Status } from "../value/status.tsx";
import { RejectedRows } from "./rejected-rows.tsx";

/** Files that were sent and what became of each. */
export function UploadHistory({ uploads }: { readonly uploads: readonly Upload[] }) {
  return (
    <Stack gap="sm">
      {uploads.map((upload) => (
        <div key={upload.id}>
          <Group gap="0 1rem">
            <Status of={upload.status} />
            <Text size="sm" style={{ overflowWrap: "anywhere" }} c={upload.file_name ? undefined : "dimmed"}>
              {upload.file_name ?? "sent without a name"}
            </Text>
            <Text size="sm">{formatBytes(upload.bytes_received)}</Text>
            <Text size="sm" c="dimmed">
              <Instant at={upload.created_at} />
            </Text>
          </Group>
          {upload.status !== "accepted" && upload.message && (
            <details>
              <summary>{upload.message}</summary>
              <RejectedRows upload={upload} />
            </details>
          )}
        </div>
      ))}
    </Stack>
  );
}
