"use client";

import { Group, Select } from "@mantine/core";
import type { WhatIf } from "../question.ts";

interface WhatIfFieldsProps {
  readonly whatIf: WhatIf;
  readonly onChange: (whatIf: WhatIf) => void;
}

const sparsities = [
  { value: "0", label: "None: all are trained" },
  { value: "0.5", label: "50 %" },
  { value: "0.75", label: "75 %" },
  { value: "0.9", label: "90 %" },
];

const today = "today";
const releases = [
  { value: today, label: "Today's" },
  { value: "2023-11", label: "Of November 2023" },
  { value: "2023-05", label: "Of May 2023" },
  { value: "2023-03", label: "Of March 2023" },
  { value: "2022", label: "Of 2022" },
];

/** What might be otherwise: zeros among the weights, and older software. */
export function WhatIfFields({ whatIf, onChange }: WhatIfFieldsProps) {
  return (
    <Group gap="sm" mb="md">
      <Select
        label="Weights held at zero"
        size="sm"
        allowDeselect={false}
        data={sparsities}
        value={String(whatIf.sparsity)}
        onChange={(value) => onChange({ ...whatIf, sparsity: Number(value ?? 0) })}
      />
      <Select
        label="Software"
        size="sm"
        allowDeselect={false}
        data={releases}
        value={whatIf.softwareDate ?? today}
        onChange={(value) => onChange({ ...whatIf, softwareDate: value === null || value === today ? null : value })}
      />
    </Group>
  );
}
