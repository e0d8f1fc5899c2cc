"use client";

import { Group, NumberInput, Slider, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { formatCount, formatNoun } from "../format/number.ts";
import { deviceSteps, nearestStep } from "./device-steps.ts";
import classes from "./quote.module.css";

interface DeviceSliderProps {
  /** What was asked for; null leaves the number to Ingot. */
  readonly devices: number | null;
  /** What the answer shown uses, where the slider stands while nothing was asked for. */
  readonly answered: number | null;
  readonly most: number;
  readonly perNode: number;
  readonly onChange: (devices: number | null) => void;
}

export function DeviceSlider({ devices, answered, most, perNode, onChange }: DeviceSliderProps) {
  const steps = deviceSteps(most, perNode);
  const [held, setHeld] = useState<number | null>(null);
  const shown = devices ?? answered ?? 1;
  const marks = steps
    .map((count, index) => ({ count, value: index }))
    .filter(({ count, value }) => value === 0 || value === steps.length - 1 || Number.isInteger(Math.log2(count) / 3))
    .map(({ count, value }) => ({ value, label: formatCount(count) }));
  return (
    <div role="group" aria-labelledby="devices-label">
      <Group justify="space-between" wrap="nowrap">
        <Text id="devices-label" size="sm" fw={500}>
          Devices
        </Text>
        <Switch
          size="xs"
          label="Let Ingot choose"
          labelPosition="left"
          checked={devices === null}
          onChange={(event) => onChange(event.currentTarget.checked ? null : shown)}
        />
      </Group>
      <div className={classes.slider}>
        <Slider
          min={0}
          max={steps.length - 1}
          value={nearestStep(steps, shown)}
          onChange={(index) => onChange(steps[index] ?? 1)}
          scale={(index) => steps[index] ?? 1}
          label={(count) => formatNoun(count, "device")}
          thumbLabel="Devices"
          thumbValueText={(count) => formatNoun(count, "device")}
          marks={marks}
        />
        <NumberInput
          aria-label="Number of devices"
          size="sm"
          min={1}
          max={most}
          thousandSeparator=","
          allowDecimal={false}
          allowNegative={false}
          value={devices ?? held ?? shown}
          // An answer that arrives while somebody types would put its own number beside what is typed.
          onFocus={() => setHeld(shown)}
          onBlur={() => setHeld(null)}
          onChange={(value) => typeof value === "number" && value >= 1 && onChange(value)}
        />
      </div>
    </div>
  );
}
