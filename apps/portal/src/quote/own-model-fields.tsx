"use client";

import { Alert, List, ListItem, Select, Stack, Text, TextInput } from "@mantine/core";
import { formatCount } from "../format/number.ts";
import type { AskForm } from "./ask.ts";
import type { EncodingChoice, OwnModel } from "./own-model.ts";

interface OwnModelFieldsProps {
  readonly own: OwnModel;
  readonly encodings: readonly EncodingChoice[];
  readonly form: AskForm;
  readonly onChange: (change: Partial<AskForm>) => void;
}

/** What a configuration does not say of itself, and what of it was left aside. */
export function OwnModelFields({ own, encodings, form, onChange }: OwnModelFieldsProps) {
  const { read, problem } = own;
  if (problem !== null) {
    return (
      <Alert color="red" variant="outline" p="xs" role="alert">
        {problem}
      </Alert>
    );
  }
  return (
    <Stack gap="md">
      <TextInput
        label="Name on every paper"
        placeholder={read?.shape.label ?? ""}
        maxLength={60}
        value={form.modelName}
        onChange={(event) => onChange({ modelName: event.currentTarget.value })}
      />
      <Select
        label="Tokens counted in"
        description="The vocabulary that the model reads; its own is at least as large."
        placeholder="Choose an encoding"
        allowDeselect={false}
        data={encodings.map(({ id, tokens }) => ({ value: id, label: `${id} · ${formatCount(tokens)} tokens` }))}
        value={own.encoding}
        onChange={(encoding) => {
          const found = encodings.find(({ id }) => id === encoding);
          if (found) onChange({ tokensCountedIn: found.id });
        }}
      />
      {read !== null && read.ignored.length > 0 && (
        <div>
          <Text size="sm">What the file says and neither price nor date holds:</Text>
          <List size="xs" c="dimmed">
            {read.ignored.map(({ text }) => (
              <ListItem key={text}>{text}</ListItem>
            ))}
          </List>
        </div>
      )}
    </Stack>
  );
}
