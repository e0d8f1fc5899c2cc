import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { failureOf } from "../api/failure.ts";
import { spellOut } from "../words/sentences.ts";

interface FailureNoticeProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

/** What happened, in the API's own words, and what to do. */
export function FailureNotice({ error, retry }: FailureNoticeProps) {
  const failure = failureOf(error);
  return (
    <Alert
      role="alert"
      variant="outline"
      color="red"
      icon={<IconAlertCircle aria-hidden />}
      title={spellOut(failure.code.toLowerCase())}
      styles={{ title: { color: "var(--ingot-bad)" }, message: { color: "var(--mantine-color-text)" } }}
    >
      <Text size="sm">{failure.message}</Text>
      <Group gap="sm" mt={retry || failure.requestId ? "xs" : 0}>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        {failure.requestId && (
          <Text size="xs" c="dimmed">
            Request <code>{failure.requestId}</code>
          </Text>
        )}
      </Group>
    </Alert>
  );
}
