import { Group, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./page.module.css";

interface PageHeaderProps {
  readonly title: string;
  /** One line below the title. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}

export function PageHeader({ title, lead, actions }: PageHeaderProps) {
  return (
    <Group className={classes.header} justify="space-between" align="flex-end" gap="sm">
      <div>
        <Title order={1}>{title}</Title>
        {lead && (
          <Text component="div" c="dimmed" mt={2}>
            {lead}
          </Text>
        )}
      </div>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
