"use client";

import { Button, NativeSelect } from "@mantine/core";
import type { GpuLayout, PinnedLayout } from "@ingot/compute";
import { memo, useState } from "react";
import classes from "../planner.module.css";

interface PinFieldsProps {
  readonly pins: PinnedLayout;
  /** What the search found, shown where nothing is pinned. */
  readonly found: GpuLayout | null;
  readonly onChange: (change: { readonly pins: PinnedLayout }) => void;
}

const powers = (most: number) => Array.from({ length: Math.log2(most) + 1 }, (_, exponent) => 2 ** exponent);

const fields = [
  { name: "tensorParallel", label: "Tensor", values: powers(8) },
  { name: "pipelineParallel", label: "Pipeline", values: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96] },
  { name: "dataParallel", label: "Data", values: powers(16_384) },
  { name: "contextParallel", label: "Context", values: powers(64) },
  { name: "expertParallel", label: "Expert", values: powers(256) },
  { name: "microbatchSize", label: "Micro batch", values: powers(32) },
  { name: "virtualPipeline", label: "Chunks a stage", values: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16] },
  { name: "schedule", label: "Schedule", values: ["1f1b", "interleaved", "zb-h1", "zb-v"] },
  { name: "recompute", label: "Recompute", values: ["none", "selective", "full"] },
  { name: "zeroStage", label: "ZeRO stage", values: [0, 1, 2, 3] },
] as const satisfies readonly {
  name: keyof PinnedLayout;
  label: string;
  values: readonly (string | number)[];
}[];

function foundText(found: GpuLayout | null, name: keyof PinnedLayout): string {
  if (!found) return "searched";
  const usual = name === "schedule" ? (found.virtualPipeline > 1 ? "interleaved" : "1f1b") : 1;
  return `searched: ${found[name] ?? usual}`;
}

function withPin(pins: PinnedLayout, name: keyof PinnedLayout, text: string, numeric: boolean): PinnedLayout {
  const { [name]: _, ...rest } = pins;
  return text === "" ? rest : { ...rest, [name]: numeric ? Number(text) : text };
}

function PinGrid({ pins, found, onChange }: PinFieldsProps) {
  return (
    <div className={classes.pinGrid}>
      {fields.map(({ name, label, values }) => {
        const pinned = pins[name];
        const known = values.some((value) => value === pinned);
        const options = pinned === undefined || known ? values : [...values, pinned];
        return (
          <NativeSelect
            key={name}
            size="xs"
            label={label}
            data-pinned={pinned !== undefined || undefined}
            data={[
              { value: "", label: foundText(found, name) },
              ...options.map((value) => ({ value: String(value), label: String(value) })),
            ]}
            value={pinned === undefined ? "" : String(pinned)}
            onChange={(event) =>
              onChange({ pins: withPin(pins, name, event.currentTarget.value, typeof values[0] === "number") })
            }
          />
        );
      })}
    </div>
  );
}

/** The layout: searched, or fixed by hand in some of its parts. */
export const PinFields = memo(function PinFields({ pins, found, onChange }: PinFieldsProps) {
  const count = Object.keys(pins).length;
  const [open, setOpen] = useState(count > 0);
  return (
    <details className={classes.pins} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Layout: {count === 0 ? "searched" : count === 1 ? "1 part pinned" : `${count} parts pinned`}</summary>
      {open && <PinGrid pins={pins} found={found} onChange={onChange} />}
      {count > 0 && (
        <Button size="compact-xs" variant="default" mt="xs" onClick={() => onChange({ pins: {} })}>
          Search all of it
        </Button>
      )}
    </details>
  );
});
