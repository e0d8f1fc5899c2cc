"use client";

import { Button, CopyButton, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./setting.module.css";

interface SecretOnceProps {
  /** Null when it was said in an earlier answer and cannot be said again. */
  readonly secret: string | null;
  readonly lost: string;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A secret on its only appearance. */
export function SecretOnce({ secret, lost, children, onClose }: SecretOnceProps) {
  return (
    <Stack gap="md">
      <Text>{secret === null ? lost : children}</Text>
      {secret !== null && (
        <code className={classes.secret} tabIndex={0}>
          {secret}
        </code>
      )}
      <Group justify="flex-end">
        {secret !== null && (
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
        )}
        <Button onClick={onClose}>{secret === null ? "Close" : "I have it"}</Button>
      </Group>
    </Stack>
  );
}

/** The secret of a key that was just made. */
export function KeySecret({ secret, onClose }: Pick<SecretOnceProps, "secret" | "onClose">) {
  return (
    <SecretOnce
      secret={secret}
      lost="This key was made by an earlier request, and its secret was said then: revoke it and make another."
      onClose={onClose}
    >
      This is the only time the secret is shown: Ingot keeps a hash of it. Copy it now.
    </SecretOnce>
  );
}
