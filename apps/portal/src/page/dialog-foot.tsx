import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { FailureNotice } from "../notice/failure-notice.tsx";

interface DialogFootProps {
  /** Why the deed was refused, if it was. */
  readonly error?: unknown;
  readonly onClose: () => void;
  /** The way back, in words. Where a deed cannot be undone it says what stays, and has the focus. */
  readonly keep?: string;
  /** The button that does it. */
  readonly children: ReactNode;
}

/** How a dialog ends: a refusal, the way back, and the deed. */
export function DialogFoot({ error, onClose, keep, children }: DialogFootProps) {
  const focus = keep === undefined ? {} : { "data-autofocus": true };
  return (
    <>
      {error != null && <FailureNotice error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} {...focus}>
          {keep ?? "Cancel"}
        </Button>
        {children}
      </Group>
    </>
  );
}
