"use client";

import { Alert, Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileUpload } from "@tabler/icons-react";
import { formatBytes } from "../format/bytes.ts";
import { formatCount, formatNoun, formatShare, formatTokens } from "../format/number.ts";
import { FailureNotice } from "../notice/failure-notice.tsx";
import { TextLink } from "../page/text-link.tsx";
import { RejectedRows } from "./rejected-rows.tsx";
import { useUpload } from "./use-upload.ts";

type Uploading = ReturnType<typeof useUpload>;

function InProgress({ of: { sending, sent, read, stop } }: { readonly of: Uploading }) {
  if (!sending) return null;
  const share = sending.size === 0 ? 1 : Math.min(1, sent / sending.size);
  return (
    <div>
      <Group justify="space-between" mb={6}>
        <Text fw={500}>{sending.name}</Text>
        <Button size="compact-sm" variant="default" onClick={stop}>
          Stop
        </Button>
      </Group>
      <Progress value={share * 100} aria-label="Bytes sent" animated={share >= 1} />
      <Text size="sm" c="dimmed" mt={6}>
        {formatBytes(sent)} of {formatBytes(sending.size)} sent, {formatShare(share, 0)}
        {read && ` · ${formatNoun(read.records, "row")} read, ${formatTokens(read.tokens)}`}
        {share >= 1 && " · counting tokens and storing"}
      </Text>
    </div>
  );
}

function Outcome({ of: { outcome, error } }: { readonly of: Uploading }) {
  if (error) return <FailureNotice error={error} />;
  if (!outcome) return null;
  if (outcome.status !== "accepted") return <RejectedRows upload={outcome} />;
  return (
    <Alert
      role="status"
      color="green"
      variant="outline"
      title={`${formatNoun(outcome.records, "row")} became a new version`}
      styles={{ title: { color: "var(--ingot-good)" } }}
    >
      {formatCount(outcome.tokens)} tokens.{" "}
      <TextLink href={`/quote/new?dataset=${outcome.dataset_id}&dataset_version=${outcome.dataset_version_id}`}>
        Ask for a quote with it
      </TextLink>
    </Alert>
  );
}

/** Takes a JSONL file by drop, click or keyboard and follows it until it is a version or refused. */
export function UploadPanel({ datasetId }: { readonly datasetId: string }) {
  const upload = useUpload(datasetId);
  return (
    <Stack gap="md">
      <Dropzone
        onDrop={(files) => files[0] && upload.start(files[0])}
        multiple={false}
        disabled={upload.pending}
        aria-label="Choose a JSONL file to upload, or drop one here"
        inputProps={{ "aria-label": "JSONL file" }}
      >
        <Group justify="center" gap="md" mih={96} wrap="nowrap" style={{ pointerEvents: "none" }}>
          <IconFileUpload size={32} stroke={1.4} aria-hidden />
          <div>
            <Text fw={500}>Drop a JSONL file here, or choose one</Text>
            <Text size="sm" c="dimmed">
              One JSON object a line with a string field <code>text</code>. A file with a bad row is refused whole.
            </Text>
          </div>
        </Group>
      </Dropzone>
      {upload.pending ? <InProgress of={upload} /> : <Outcome of={upload} />}
    </Stack>
  );
}
