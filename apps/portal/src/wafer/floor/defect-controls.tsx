"use client";

import { Button, Group, SegmentedControl, Switch } from "@mantine/core";
import type { DefectKind, WaferDraw } from "../question.ts";

interface DefectControlsProps {
  readonly draw: WaferDraw;
  readonly onChange: (draw: WaferDraw) => void;
}

const kinds: readonly { readonly value: DefectKind; readonly label: string }[] = [
  { value: "usual", label: "As made" },
  { value: "clustered", label: "In clusters" },
  { value: "many", label: "1 % dead" },
];

/** Defects on and off, which, and another wafer. */
export function DefectControls({ draw, onChange }: DefectControlsProps) {
  const on = draw.defects !== "none";
  const choose = (value: string) =>
    onChange({ ...draw, defects: kinds.find((each) => each.value === value)?.value ?? "usual" });
  return (
    <Group gap="sm">
      <Switch
        label="Defects"
        checked={on}
        onChange={(event) => onChange({ ...draw, defects: event.currentTarget.checked ? "usual" : "none" })}
      />
      {on && (
        <>
          <SegmentedControl
            size="xs"
            aria-label="How defects fall"
            data={kinds.map((each) => ({ ...each }))}
            value={draw.defects}
            onChange={choose}
          />
          <Button size="compact-sm" variant="default" onClick={() => onChange({ ...draw, number: draw.number + 1 })}>
            Another wafer
          </Button>
        </>
      )}
    </Group>
  );
}
