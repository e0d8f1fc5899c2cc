"use client";

import { NativeSelect, Select, Stack } from "@mantine/core";
import { memo } from "react";
import { formatNoun } from "../../format/number.ts";
import type { CatalogSystem } from "../catalog.ts";
import { devicesMost, type PlannerState } from "../state.ts";
import type { SettingView } from "../worker/message.ts";
import { OwnFile } from "./own-file.tsx";

type Hardware = Pick<PlannerState, "hardware" | "cluster" | "dtype">;

interface HardwareFieldsProps extends Hardware {
  readonly systems: readonly CatalogSystem[];
  readonly setting: SettingView | null;
  readonly onChange: (change: Partial<PlannerState>) => void;
  readonly onMove: (system: CatalogSystem) => void;
}

const exampleCluster = '{ "device": "h100-sxm", "nodes": 16, "network": { "perDeviceGbps": 400 } }';

/** All GPUs of a cluster as it is described, as far as the slider goes; nothing where the description is none. */
function wholeCluster(json: unknown): { readonly devices?: number } {
  const { nodes, devicesPerNode = 8 } = (json ?? {}) as Partial<Record<string, unknown>>;
  const devices = typeof nodes === "number" && typeof devicesPerNode === "number" ? nodes * devicesPerNode : 0;
  return Number.isSafeInteger(devices) && devices >= 1 ? { devices: Math.min(devices, devicesMost) } : {};
}

/** What it is trained on, and the number format. */
export const HardwareFields = memo(function HardwareFields(props: HardwareFieldsProps) {
  const { systems, setting, onChange, onMove, hardware, cluster, dtype } = props;
  const system = systems.find(({ id }) => id === hardware);
  const dtypes = cluster === null ? (system?.dtypes ?? []) : (setting?.dtypes ?? []);
  const group = (kind: CatalogSystem["kind"]) =>
    systems.filter((each) => each.kind === kind).map(({ id, label }) => ({ value: id, label }));
  const choose = (id: string | null) => {
    const found = systems.find((each) => each.id === id);
    if (found) onMove(found);
  };
  return (
    <Stack gap="sm">
      <OwnFile
        packed={cluster}
        name={setting && `${setting.system}, ${formatNoun(setting.devicesMost, "GPU")}`}
        heading="Hardware"
        invitation="Describe your own cluster"
        label="Your cluster in a few lines of JSON"
        placeholder={exampleCluster}
        onChange={(packed, json) => onChange({ cluster: packed, pins: {}, ...wholeCluster(json) })}
      >
        <Select
          label="Hardware"
          searchable
          allowDeselect={false}
          maxDropdownHeight={320}
          nothingFoundMessage="No such system. Your own cluster can be described."
          data={[
            { group: "GPU systems", items: group("gpu") },
            { group: "Wafers", items: group("wafer") },
          ]}
          value={hardware}
          onChange={choose}
        />
      </OwnFile>
      <NativeSelect
        label="Number format"
        data={[...new Set([...dtypes, dtype])]}
        value={dtype}
        onChange={(event) => onChange({ dtype: event.currentTarget.value as PlannerState["dtype"] })}
      />
    </Stack>
  );
});
