import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./notice.module.css";

interface EmptyNoticeProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing here yet, and what to do next. */
export function EmptyNotice({ title, children, action }: EmptyNoticeProps) {
  return (
    <Stack className={classes.empty} gap="xs" align="flex-start">
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text component="div" c="dimmed" maw="36rem">
        {children}
      </Text>
      {action}
    </Stack>
  );
}
