"use client";

import { NumberInput, Select, SimpleGrid, Text } from "@mantine/core";
import type { CatalogModel } from "../api/outputs.ts";
import type { AskForm } from "./ask.ts";

interface RecipeFieldsProps {
  readonly model: CatalogModel | undefined;
  readonly form: AskForm;
  readonly onChange: (change: Partial<AskForm>) => void;
}

const numberOrNull = (value: number | string) => (typeof value === "number" ? value : null);

/** The published recipe as placeholders; a value typed in takes its place. */
export function RecipeFields({ model, form, onChange }: RecipeFieldsProps) {
  const published = (name: string) => (model?.recipe[name] === undefined ? "" : String(model.recipe[name]));
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
        Left empty, a field takes the published value of the model{model ? ` (${model.source})` : ""}.
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label="Global batch, sequences"
          placeholder={published("global_batch_size")}
          {...field("globalBatchSize")}
        />
        <NumberInput
          label="Sequence length, tokens"
          placeholder={published("sequence_length")}
          {...field("sequenceLength")}
        />
        <NumberInput
          label="Peak learning rate"
          placeholder={published("learning_rate")}
          allowNegative={false}
          decimalScale={9}
          hideControls
          value={form.learningRate ?? ""}
          onChange={(value) => onChange({ learningRate: numberOrNull(value) })}
        />
        <NumberInput label="Warm-up, steps" placeholder={published("warmup_steps")} {...field("warmupSteps")} />
        <Select
          label="Number format"
          placeholder={published("dtype")}
          clearable
          data={["bf16", "fp16"]}
          value={form.dtype}
          onChange={(value) => onChange({ dtype: value === "bf16" || value === "fp16" ? value : null })}
        />
        <NumberInput label="Seed" placeholder={published("seed") || "1"} {...field("seed")} />
      </SimpleGrid>
    </>
  );
}
