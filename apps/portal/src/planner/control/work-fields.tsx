"use client";

import { Select, Stack } from "@mantine/core";
import { memo } from "react";
import { formatScaled } from "../../format/number.ts";
import type { PlannerCatalog } from "../catalog.ts";
import type { PlannerState } from "../state.ts";
import type { SettingView } from "../worker/message.ts";
import classes from "../planner.module.css";
import { CountField } from "./count-field.tsx";
import { OwnFile } from "./own-file.tsx";

export type Work = Pick<PlannerState, "model" | "config" | "tokens" | "batch" | "sequence">;

interface WorkFieldsProps extends Work {
  readonly models: PlannerCatalog["models"];
  readonly setting: SettingView | null;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

const exampleConfig = '{ "model_type": "llama", "hidden_size": 5120, "num_hidden_layers": 40, … }';

/** What is trained: model, tokens, batch and sequence. */
export const WorkFields = memo(function WorkFields({ models, setting, onChange, ...work }: WorkFieldsProps) {
  const published = models.find(({ id }) => id === work.model);
  return (
    <Stack gap="sm">
      <OwnFile
        packed={work.config}
        name={setting && `${setting.model}, ${formatScaled(setting.parameters)} parameters`}
        heading="Model"
        invitation="Use your own config.json"
        label="A Hugging Face config.json"
        placeholder={exampleConfig}
        onChange={(config) => onChange({ config, batch: null, sequence: null, tokens: null, ramp: null, pins: {} })}
      >
        <Select
          label="Model"
          searchable
          allowDeselect={false}
          maxDropdownHeight={320}
          nothingFoundMessage="No such model. Its config.json can be planned and priced all the same."
          data={models.map((model) => ({
            value: model.id,
            label: `${model.label} · ${formatScaled(model.parameters)} parameters`,
          }))}
          value={work.model}
          onChange={(model) =>
            model !== null && onChange({ model, batch: null, sequence: null, tokens: null, ramp: null, pins: {} })
          }
        />
      </OwnFile>
      <CountField
        label="Tokens to train on"
        unit="tokens"
        value={work.tokens}
        usual={setting?.tokens}
        onChange={(tokens) => onChange({ tokens })}
      />
      <div className={classes.pair}>
        <CountField
          label="Global batch"
          unit="sequences"
          value={work.batch}
          usual={work.config === null ? published?.batch : setting?.batch}
          onChange={(batch) => onChange({ batch })}
        />
        <CountField
          label="Sequence"
          unit="tokens"
          value={work.sequence}
          usual={work.config === null ? published?.sequence : setting?.sequence}
          onChange={(sequence) => onChange({ sequence })}
        />
      </div>
    </Stack>
  );
});
