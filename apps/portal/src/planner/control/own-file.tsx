"use client";

import { Anchor, Button, Group, Text } from "@mantine/core";
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import type { FileFieldProps } from "./file-field.tsx";

// Few bring files: the field comes when it is asked for.
const FileField = dynamic(() => import("./file-field.tsx").then((file) => file.FileField), { ssr: false });

interface OwnFileProps extends Pick<FileFieldProps, "label" | "placeholder" | "note" | "action"> {
  readonly packed: string | null;
  /** What was read from the file. */
  readonly name: string | null;
  readonly heading: string;
  readonly invitation: string;
  /** What the file says comes with it; null goes back to the list. */
  readonly onChange: (packed: string | null, json?: unknown) => void;
  /** The list to choose from while there is no file. */
  readonly children: ReactNode;
}

/** Something of the catalog, or a description of one's own in its place. */
export function OwnFile({ packed, name, heading, onChange, children, invitation, ...field }: OwnFileProps) {
  const [open, setOpen] = useState(false);
  const take = (file: string, json: unknown) => {
    setOpen(false);
    onChange(file, json);
  };
  if (packed !== null) {
    return (
      <div>
        <Text size="sm" fw={500}>
          {heading}
        </Text>
        <Text size="sm">{name ?? "Your own file"}</Text>
        {open ? (
          <FileField {...field} packed={packed} onTake={take} onClose={() => setOpen(false)} />
        ) : (
          <Group gap="xs" mt={4}>
            <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
              Change the file
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => onChange(null)}>
              Back to the list
            </Button>
          </Group>
        )}
      </div>
    );
  }
  return (
    <div>
      {children}
      {open ? (
        <FileField {...field} onTake={take} onClose={() => setOpen(false)} />
      ) : (
        <Anchor component="button" type="button" size="xs" mt={4} onClick={() => setOpen(true)}>
          {invitation}
        </Anchor>
      )}
    </div>
  );
}
