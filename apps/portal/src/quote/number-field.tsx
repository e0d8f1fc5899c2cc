"use client";

import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

interface NumberFieldProps extends Omit<TextInputProps, "value" | "onChange"> {
  readonly value: number | null;
  /** What a text means; null when it is no such number. */
  readonly read: (text: string) => number | null;
  readonly show: (value: number) => string;
  /** What to write instead of what cannot be read. */
  readonly rule: string;
  readonly onChange: (value: number | null) => void;
}

/**
 * A number typed as people write it, 20e9 or 20B. A field that drops letters would make 209 of 20e9 and say nothing.
 */
export function NumberField({ value, read, show, rule, onChange, ...props }: NumberFieldProps) {
  const [text, setText] = useState(value === null ? "" : show(value));
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    if (read(text) !== value) setText(value === null ? "" : show(value));
  }
  const isUnread = text.trim() !== "" && read(text) === null;
  return (
    <TextInput
      {...props}
      autoComplete="off"
      value={text}
      error={isUnread ? rule : undefined}
      onChange={({ currentTarget }) => {
        const next = read(currentTarget.value);
        setText(currentTarget.value);
        setKnown(next);
        onChange(next);
      }}
      onBlur={() => {
        const meant = read(text);
        if (meant !== null) setText(show(meant));
      }}
    />
  );
}
