"use client";

import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import classes from "./value.module.css";

/** A hash or id in short, whole on hover and on the clipboard. */
export function Hash({
  value,
  of,
  length = 12,
}: {
  readonly value: string;
  readonly of: string;
  readonly length?: number;
}) {
  const shown = value.length > length + 1 ? `${value.slice(0, length)}…` : value;
  return (
    <span className={classes.hash}>
      <code title={value}>{shown}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? "Copied" : `Copy ${of}`}>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              onClick={copy}
              aria-label={copied ? "Copied" : `Copy ${of}`}
            >
              {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  );
}
