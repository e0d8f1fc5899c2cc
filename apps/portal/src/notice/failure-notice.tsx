import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { failureOf } from "../api/failure.ts";
import { spellOut } from "../words/sentences.ts";

interface FailureNoticeProps {
  readonly error: unknown;
  readonly retry?: () => void;
}

const titles: Readonly<Record<string, string>> = {
  VALIDATION: "Not possible as given",
  FORBIDDEN: "Not allowed",
  INFEASIBLE: "Not possible as asked",
  NETWORK: "No connection",
};

/** Refused by a rule: the same request is refused again. */
const settled: ReadonlySet<string> = new Set(["VALIDATION", "FORBIDDEN", "NOT_FOUND", "INFEASIBLE"]);

/** What happened, in the API's own words, and what to do. */
export function FailureNotice({ error, retry }: FailureNoticeProps) {
  const failure = failureOf(error);
  const again = settled.has(failure.code) ? undefined : retry;
  return (
    <Alert
      role="alert"
      variant="outline"
      color="red"
      icon={<IconAlertCircle aria-hidden />}
      title={titles[failure.code] ?? spellOut(failure.code.toLowerCase())}
      styles={{ title: { color: "var(--ingot-bad)" }, message: { color: "var(--mantine-color-text)" } }}
    >
      <Text size="sm">{failure.message}</Text>
      <Group gap="sm" mt={again || failure.requestId ? "xs" : 0}>
        {again && (
          <Button size="xs" variant="default" onClick={again}>
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
