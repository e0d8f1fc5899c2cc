"use client";

import { Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import type { CatalogModel } from "../api/outputs.ts";
import { formatCount, formatScaled, formatTokens } from "../format/number.ts";
import { readCount, readNumber } from "../format/read-number.ts";
import { TextLink } from "../page/text-link.tsx";
import { OwnFile } from "../planner/control/own-file.tsx";
import type { AskForm } from "./ask.ts";
import type { EncodingChoice, OwnModel } from "./own-model.ts";
import { NumberField } from "./number-field.tsx";
import { OwnModelFields } from "./own-model-fields.tsx";
import type { VersionChoice } from "./version-choices.ts";

interface WorkFieldsProps extends AmountFieldProps {
  readonly models: readonly CatalogModel[];
  readonly encodings: readonly EncodingChoice[];
  /** One's own model; null for one of the catalog. */
  readonly own: OwnModel | null;
  readonly versions: readonly VersionChoice[];
}

interface AmountFieldProps {
  /** Tokens of the data as the model reads them; 0 while unknown. */
  readonly unique: number;
  readonly form: AskForm;
  readonly onChange: (change: Partial<AskForm>) => void;
}

/** What the amount comes to in the other measure, once both are known. */
function otherMeasure(form: AskForm, unique: number): string {
  if (unique === 0) return form.measure === "tokens" && form.tokens ? `${formatTokens(form.tokens)}.` : "";
  if (form.measure === "passes") return form.passes ? `${formatScaled(form.passes * unique)} tokens in all.` : "";
  if (!form.tokens) return "";
  const passes = form.tokens / unique;
  return `${formatTokens(form.tokens)}: reads every token of the dataset ${passes < 10 ? passes.toFixed(1) : formatCount(passes)} times.`;
}

const amounts = {
  tokens: {
    label: "Tokens to train on",
    placeholder: "20e9, 20B or 20 billion",
    rule: "A whole number such as 20e9, 20B or 20 billion",
    read: readCount,
    show: formatCount,
  },
  passes: {
    label: "Passes over the data",
    placeholder: "1",
    rule: "A number such as 1, 2.5 or 16",
    read: readNumber,
    show: String,
  },
} as const;

function AmountField({ form, unique, onChange }: AmountFieldProps) {
  return (
    <div>
      <Group align="flex-start" gap="xs" wrap="nowrap">
        <NumberField
          key={form.measure}
          {...amounts[form.measure]}
          flex={1}
          value={form[form.measure]}
          onChange={(value) => onChange({ [form.measure]: value })}
        />
        <SegmentedControl
          mt="1.55rem"
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
        {otherMeasure(form, unique)}
      </Text>
    </div>
  );
}

const exampleConfig = '{ "model_type": "llama", "hidden_size": 768, "num_hidden_layers": 12, … }';

type ModelFieldProps = Omit<WorkFieldsProps, "versions" | "unique">;

/** A model of the list, or one's own out of its file. */
function ModelField({ models, encodings, own, form, onChange }: ModelFieldProps) {
  const read = own?.read;
  return (
    <>
      <OwnFile
        packed={form.config}
        name={read ? `${read.shape.label}, ${formatScaled(read.parameters)} parameters` : null}
        heading="Model"
        invitation="Use your own config.json"
        label="A Hugging Face config.json"
        placeholder={exampleConfig}
        note="Ingot keeps it with your quotes, and shows it to nobody else."
        action="Use this model"
        onChange={(config) => onChange({ config, modelName: "", tokensCountedIn: null })}
      >
        <Select
          label="Model"
          placeholder="Choose a model"
          searchable
          nothingFoundMessage="No such model. Bring its config.json."
          data={models.map((model) => ({
            value: model.id,
            label: `${model.label} · ${formatScaled(model.parameters)} parameters`,
          }))}
          value={form.model}
          onChange={(model) => onChange({ model })}
        />
      </OwnFile>
      {own !== null && <OwnModelFields {...{ own, encodings, form, onChange }} />}
    </>
  );
}

export function WorkFields({ versions, unique, ...fields }: WorkFieldsProps) {
  const { form, onChange } = fields;
  return (
    <Stack gap="md">
      <ModelField {...fields} />
      <Select
        label="Dataset version"
        placeholder={versions.length === 0 ? "No dataset has a version yet" : "Choose a dataset"}
        disabled={versions.length === 0}
        data={versions.map(({ id, label }) => ({ value: id, label }))}
        value={form.datasetVersion}
        onChange={(datasetVersion) => onChange({ datasetVersion })}
        description={versions.length === 0 ? <TextLink href="/datasets">Upload a dataset first</TextLink> : undefined}
      />
      <AmountField {...{ form, unique, onChange }} />
    </Stack>
  );
}
