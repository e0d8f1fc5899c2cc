"use client";

import { Group, NumberInput, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import type { CatalogModel } from "../api/outputs.ts";
import { formatCount, formatScaled } from "../format/number.ts";
import { TextLink } from "../page/text-link.tsx";
import type { AskForm } from "./ask.ts";
import type { VersionChoice } from "./version-choices.ts";

interface WorkFieldsProps {
  readonly models: readonly CatalogModel[];
  readonly versions: readonly VersionChoice[];
  readonly form: AskForm;
  readonly onChange: (change: Partial<AskForm>) => void;
}

/** What the amount comes to in the other measure, once both are known. */
function otherMeasure(form: AskForm, unique: number | undefined): string {
  if (!unique) return "";
  if (form.measure === "passes") return form.passes ? `${formatScaled(form.passes * unique)} tokens in all.` : "";
  if (!form.tokens) return "";
  const passes = form.tokens / unique;
  return `Reads every token of the dataset ${passes < 10 ? passes.toFixed(1) : formatCount(passes)} times.`;
}

const amounts = {
  tokens: { label: "Tokens to train on", placeholder: "2,000,000,000", min: 1, allowDecimal: false },
  passes: { label: "Passes over the data", placeholder: "1", min: 0, allowDecimal: true },
} as const;

function AmountField({ form, versions, onChange }: Omit<WorkFieldsProps, "models">) {
  const version = versions.find((each) => each.id === form.datasetVersion);
  return (
    <div>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <NumberInput
          key={form.measure}
          {...amounts[form.measure]}
          flex={1}
          hideControls
          allowNegative={false}
          thousandSeparator=","
          value={form[form.measure] ?? ""}
          onChange={(value) => onChange({ [form.measure]: typeof value === "number" ? value : null })}
        />
        <SegmentedControl
          aria-label="Say how much in"
          data={[
            { value: "tokens", label: "Tokens" },
            { value: "passes", label: "Passes" },
          ]}
          value={form.measure}
          onChange={(measure) => onChange({ measure: measure === "passes" ? "passes" : "tokens" })}
        />
      </Group>
      <Text size="xs" c="dimmed" mt={4} mih="1.25rem">
        {otherMeasure(form, version?.tokens)}
      </Text>
    </div>
  );
}

export function WorkFields({ models, versions, form, onChange }: WorkFieldsProps) {
  return (
    <Stack gap="md">
      <Select
        label="Model"
        placeholder="Choose a model"
        searchable
        data={models.map((model) => ({
          value: model.id,
          label: `${model.label} · ${formatScaled(model.parameters)} parameters`,
        }))}
        value={form.model}
        onChange={(model) => onChange({ model })}
      />
      <Select
        label="Dataset version"
        placeholder={versions.length === 0 ? "No dataset has a version yet" : "Choose a dataset"}
        disabled={versions.length === 0}
        data={versions.map(({ id, label }) => ({ value: id, label }))}
        value={form.datasetVersion}
        onChange={(datasetVersion) => onChange({ datasetVersion })}
        description={versions.length === 0 ? <TextLink href="/datasets">Upload a dataset first</TextLink> : undefined}
      />
      <AmountField form={form} versions={versions} onChange={onChange} />
    </Stack>
  );
}
