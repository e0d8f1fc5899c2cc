"use client";

import { NumberInput, Select, SimpleGrid, Text } from "@mantine/core";
import { readNumber } from "../format/read-number.ts";
import type { AskForm } from "./ask.ts";
import { NumberField } from "./number-field.tsx";

/** What is taken for a field left empty, and who published it. */
export interface PublishedRecipe {
  readonly values: Readonly<Record<string, string | number>>;
  readonly source: string;
  /** Of models of its size rather than of the model itself. */
  readonly bySize: boolean;
}

interface RecipeFieldsProps {
  readonly published: PublishedRecipe | undefined;
  readonly form: AskForm;
  readonly onChange: (change: Partial<AskForm>) => void;
}

const numberOrNull = (value: number | string) => (typeof value === "number" ? value : null);

/** The published recipe as placeholders; a value typed in takes its place. */
export function RecipeFields({ published, form, onChange }: RecipeFieldsProps) {
  const usual = (name: string) => String(published?.values[name] ?? "");
  const field = (name: "globalBatchSize" | "sequenceLength" | "warmupSteps" | "seed") => ({
    allowNegative: false,
    allowDecimal: false,
    thousandSeparator: ",",
    hideControls: true,
    value: form[name] ?? "",
    onChange: (value: number | string) => onChange({ [name]: numberOrNull(value) }),
  });
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        Left empty, a field takes{" "}
        {published?.bySize ? "what was published for models of its size" : "the published value of the model"}
        {published ? ` (${published.source})` : ""}.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label="Global batch, sequences"
          placeholder={usual("global_batch_size")}
          {...field("globalBatchSize")}
        />
        <NumberInput
          label="Sequence length, tokens"
          placeholder={usual("sequence_length")}
          {...field("sequenceLength")}
        />
        <NumberField
          label="Peak learning rate"
          placeholder={usual("learning_rate")}
          rule="A number such as 0.0003 or 3e-4"
          read={readNumber}
          show={String}
          value={form.learningRate}
          onChange={(learningRate) => onChange({ learningRate })}
        />
        <NumberInput label="Warm-up, steps" placeholder={usual("warmup_steps")} {...field("warmupSteps")} />
        <Select
          label="Number format"
          placeholder={usual("dtype")}
          clearable
          data={["bf16", "fp16"]}
          value={form.dtype}
          onChange={(value) => onChange({ dtype: value === "bf16" || value === "fp16" ? value : null })}
        />
        <NumberInput label="Seed" placeholder={usual("seed") || "1"} {...field("seed")} />
      </SimpleGrid>
    </>
  );
}
