"use client";

import { Input, SegmentedControl, Select, SimpleGrid, TextInput } from "@mantine/core";
import type { CatalogSystem } from "../api/outputs.ts";
import { countryName } from "../format/country.ts";
import type { AskForm, PromiseLevel } from "./ask.ts";
import { DeviceSlider } from "./device-slider.tsx";

interface WishFieldsProps {
  readonly systems: readonly CatalogSystem[];
  readonly form: AskForm;
  /** System and devices of the answer shown. */
  readonly answered: { readonly system: string; readonly devices: number } | null;
  /** First day that can be asked for, `2026-11-22`. */
  readonly firstDay: string | undefined;
  readonly onChange: (change: Partial<AskForm>) => void;
}

const promises: readonly { readonly value: PromiseLevel; readonly label: string }[] = [
  { value: "p50", label: "50 %" },
  { value: "p90", label: "90 %" },
  { value: "p99", label: "99 %" },
];

const available = ({ devices_available: devices, label }: CatalogSystem) => ({ devices, label });

export function WishFields({ systems, form, answered, firstDay, onChange }: WishFieldsProps) {
  const inUse = systems.find((system) => system.id === (form.system ?? answered?.system));
  const countries = [...new Set(systems.flatMap((system) => system.countries))].toSorted();
  const most = inUse ? available(inUse).devices : Math.max(1, ...systems.map((system) => system.devices_available));
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} mb="md">
        <Select
          label="Hardware"
          placeholder="Cheapest that fits"
          clearable
          data={systems.map((system) => ({ value: system.id, label: system.label }))}
          value={form.system}
          onChange={(system) => onChange({ system })}
        />
        <Select
          label="Country"
          placeholder="Any allowed"
          clearable
          data={countries.map((code) => ({ value: code, label: countryName(code) }))}
          value={form.country}
          onChange={(country) => onChange({ country })}
        />
      </SimpleGrid>
      <DeviceSlider
        devices={form.devices}
        answered={answered?.devices ?? null}
        most={Math.max(1, most)}
        perNode={inUse?.devices_per_node ?? 8}
        onChange={(devices) => onChange({ devices })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} mt="md">
        <TextInput
          type="date"
          label="Finish by, end of day UTC"
          min={firstDay}
          value={form.finishBy ?? ""}
          onChange={(event) => onChange({ finishBy: event.currentTarget.value || null })}
        />
        <Input.Wrapper label="Promised with probability" labelElement="div" id="promise">
          <SegmentedControl
            fullWidth
            aria-label="Promised with probability"
            data={promises.map((each) => ({ ...each }))}
            value={form.promise}
            onChange={(value) => onChange({ promise: promises.find((each) => each.value === value)?.value ?? "p90" })}
          />
        </Input.Wrapper>
      </SimpleGrid>
    </>
  );
}
