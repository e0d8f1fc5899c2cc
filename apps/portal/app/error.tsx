"use client";

import { Button, Group, Text, Title } from "@mantine/core";
import { CalmPage } from "../src/frame/calm-page.tsx";

interface PageErrorProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function PageError({ error, reset }: PageErrorProps) {
  return (
    <CalmPage>
      <Title order={1}>This page broke</Title>
      <Text mt="sm" c="dimmed">
        The fault is ours; nothing you did is lost. Try again, and if it stays, tell us
        {error.digest ? ` the number ${error.digest}` : " what you were doing"}.
      </Text>
      <Group mt="lg">
        <Button onClick={reset}>Try again</Button>
        <Button component="a" href="/" variant="default">
          To the first page
        </Button>
      </Group>
    </CalmPage>
  );
}
