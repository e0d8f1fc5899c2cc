"use client";

import { Alert, Button, FileButton, Group, Textarea } from "@mantine/core";
import { useEffect, useId, useRef, useState } from "react";
import { packJson, unpackJson } from "../link/packed.ts";

export interface FileFieldProps {
  /** What the file describes: `A model's config.json`. */
  readonly label: string;
  readonly placeholder: string;
  /** What becomes of the file. */
  readonly note?: string | undefined;
  /** What is done with it, on the button. */
  readonly action?: string | undefined;
  /** The file to begin with. */
  readonly packed?: string | null;
  readonly onTake: (packed: string, json: unknown) => void;
  readonly onClose: () => void;
}

/** A small JSON file, pasted or chosen. */
export function FileField({
  label,
  placeholder,
  note = "It stays in your browser, and in the link if it is small.",
  action = "Plan with it",
  packed = null,
  onTake,
  onClose,
}: FileFieldProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  // The button that opened this is gone: whoever types goes on here.
  useEffect(() => area.current?.focus(), []);
  useEffect(() => {
    if (packed === null) return;
    const show = (json: unknown) => setText((typed) => typed || JSON.stringify(json, null, 2));
    // A damaged file is pasted again: the page says so.
    void unpackJson(packed).then(show, () => undefined);
  }, [packed]);
  const take = async (json: string) => {
    try {
      const packed = await packJson(json);
      setProblem(null);
      onTake(packed, JSON.parse(json) as unknown);
    } catch (error) {
      setProblem(`This is not JSON that can be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <div>
      <Textarea
        id={id}
        ref={area}
        label={label}
        description={note}
        placeholder={placeholder}
        autosize
        minRows={4}
        maxRows={10}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.75rem" } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {problem && (
        <Alert color="red" variant="outline" mt="xs" p="xs" role="alert">
          {problem}
        </Alert>
      )}
      <Group gap="xs" mt="xs">
        <Button size="xs" onClick={() => void take(text)} disabled={text.trim() === ""}>
          {action}
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => void file?.text().then(take)}>
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              Choose a file
            </Button>
          )}
        </FileButton>
        <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </div>
  );
}
