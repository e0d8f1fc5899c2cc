"use client";

import { NativeSelect } from "@mantine/core";
import type { GpuLayout, PinnedLayout } from "@ingot/compute";
import { memo, useCallback, useState } from "react";
import classes from "../planner.module.css";
import { PlainButton } from "./plain-button.tsx";

interface PinFieldsProps {
  readonly pins: PinnedLayout;
  /** What the search found, shown where nothing is pinned. */
  readonly found: GpuLayout | null;
  readonly onChange: (change: { readonly pins: PinnedLayout }) => void;
}

const powers = (most: number) => Array.from({ length: Math.log2(most) + 1 }, (_, exponent) => 2 ** exponent);

const onOff = [true, false] as const;

const fields = [
  { name: "tensorParallel", label: "Tensor", values: powers(8) },
  { name: "pipelineParallel", label: "Pipeline", values: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96] },
  { name: "dataParallel", label: "Data", values: powers(16_384) },
  { name: "contextParallel", label: "Context", values: powers(64) },
  { name: "expertParallel", label: "Expert", values: powers(256) },
  { name: "microbatchSize", label: "Micro batch", values: powers(512) },
  { name: "virtualPipeline", label: "Chunks a stage", values: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16] },
  { name: "schedule", label: "Schedule", values: ["1f1b", "interleaved", "zb-h1", "zb-v"] },
  { name: "recompute", label: "Recompute", values: ["none", "selective", "full"] },
  { name: "zeroStage", label: "ZeRO stage", values: [0, 1, 2, 3] },
  { name: "shardRanks", label: "Shard group (HSDP)", values: powers(1024) },
  { name: "recomputeLayers", label: "Layers recomputed", values: [1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32] },
  { name: "firstStageLayers", label: "First stage, layers", values: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20] },
  { name: "lastStageLayers", label: "Last stage, layers", values: [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20] },
  { name: "offloadedLayers", label: "Layers offloaded", values: [0, 1, 2, 4, 8, 12, 16, 24, 32] },
  { name: "offloadedOptimizer", label: "Optimizer offloaded", values: [0, 0.25, 0.5, 0.75, 1] },
  { name: "contextExchange", label: "Context exchange", values: ["ring", "gather"] },
  { name: "expertTensorParallel", label: "Tensor of an expert", values: powers(8) },
  { name: "sequenceParallel", label: "Sequence parallelism", values: onOff },
  { name: "gatherAgain", label: "Gather inputs again", values: onOff },
  { name: "scatterPipeline", label: "Scatter messages", values: onOff },
  { name: "overlapGradients", label: "Gradient overlap", values: onOff },
  { name: "overlapParameters", label: "Parameter overlap", values: onOff },
  { name: "overlapExperts", label: "Expert overlap", values: onOff },
  {
    name: "order",
    label: "Placement",
    values: [
      "tensor-context-expert-data-pipeline",
      "tensor-context-expert-pipeline-data",
      "data-tensor-context-expert-pipeline",
    ],
  },
] as const satisfies readonly {
  name: keyof PinnedLayout;
  label: string;
  values: readonly (string | number | boolean)[];
}[];

/** What a part is where a layout leaves it out and it is not one rank. */
const usual: Partial<Record<keyof PinnedLayout, string>> = {
  shardRanks: "all ranks",
  recomputeLayers: "by recompute",
  firstStageLayers: "even",
  lastStageLayers: "even",
  offloadedLayers: "0",
  offloadedOptimizer: "0",
  contextExchange: "ring",
  gatherAgain: "on",
  scatterPipeline: "on",
  overlapGradients: "on",
  overlapParameters: "on",
  overlapExperts: "off",
  order: "tensor first",
};

const inWords = (value: string | number | boolean): string =>
  typeof value === "boolean" ? (value ? "on" : "off") : String(value);

function foundText(found: GpuLayout | null, name: keyof PinnedLayout): string {
  if (!found) return "searched";
  const schedule = found.virtualPipeline > 1 ? "interleaved" : "1f1b";
  const value = found[name] ?? (name === "schedule" ? schedule : (usual[name] ?? 1));
  return `searched: ${inWords(value)}`;
}

/** Reads what was chosen as the kind of value that the field has. */
function withPin(pins: PinnedLayout, name: keyof PinnedLayout, text: string, example: unknown): PinnedLayout {
  const { [name]: _, ...rest } = pins;
  if (text === "") return rest;
  const value = typeof example === "boolean" ? text === "true" : typeof example === "number" ? Number(text) : text;
  return { ...rest, [name]: value };
}

type Pin = string | number | boolean;

interface PinFieldProps {
  readonly name: keyof PinnedLayout;
  readonly label: string;
  readonly values: readonly Pin[];
  readonly pinned: Pin | undefined;
  /** What the search found, in words. */
  readonly found: string;
  readonly onPin: (name: keyof PinnedLayout, text: string) => void;
}

const PinField = memo(function PinField({ name, label, values, pinned, found, onPin }: PinFieldProps) {
  const known = pinned === undefined || values.includes(pinned);
  const options = known ? values : [...values, pinned];
  return (
    <NativeSelect
      size="xs"
      label={label}
      data-pinned={pinned !== undefined || undefined}
      data={[{ value: "", label: found }, ...options.map((value) => ({ value: String(value), label: inWords(value) }))]}
      value={pinned === undefined ? "" : String(pinned)}
      onChange={(event) => onPin(name, event.currentTarget.value)}
    />
  );
});

function PinGrid({ pins, found, onChange }: PinFieldsProps) {
  const onPin = useCallback(
    (name: keyof PinnedLayout, text: string) => {
      const example = fields.find((field) => field.name === name)?.values[0];
      onChange({ pins: withPin(pins, name, text, example) });
    },
    [pins, onChange],
  );
  return (
    <div className={classes.pinGrid}>
      {fields.map((field) => (
        <PinField
          key={field.name}
          {...field}
          pinned={pins[field.name]}
          found={foundText(found, field.name)}
          onPin={onPin}
        />
      ))}
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
        <div className={classes.pinEnd}>
          <PlainButton onClick={() => onChange({ pins: {} })}>Search all of it</PlainButton>
        </div>
      )}
    </details>
  );
});
