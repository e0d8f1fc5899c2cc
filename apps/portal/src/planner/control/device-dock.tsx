"use client";

import { NumberInput, Slider } from "@mantine/core";
import { memo, type ReactNode } from "react";
import { formatCount, formatNoun } from "../../format/number.ts";
import { deviceSteps, nearestStep } from "../../quote/device-steps.ts";
import classes from "../planner.module.css";

interface DeviceDockProps {
  readonly devices: number;
  readonly most: number;
  readonly perNode: number;
  readonly noun: string;
  /** The answer in one line, in sight while the slider moves. */
  readonly children: ReactNode;
  readonly onDevices: (change: { readonly devices: number }) => void;
}

/** The slider over numbers of devices; on a phone it stays at the lower edge. */
export const DeviceDock = memo(function DeviceDock({
  devices,
  most,
  perNode,
  noun,
  children,
  onDevices,
}: DeviceDockProps) {
  const steps = deviceSteps(most, perNode);
  const marks = steps
    .map((count, index) => ({ count, value: index }))
    .filter(({ count, value }) => value === steps.length - 1 || Number.isInteger(Math.log2(count) / 4))
    // The last one needs room for its digits.
    .filter(({ value }) => value === steps.length - 1 || value < (steps.length - 1) * 0.7)
    .map(({ count, value }) => ({ value, label: formatCount(count) }));
  return (
    <section className={classes.dock} aria-label="Number of devices">
      <div className={classes.dockRow}>
        <Slider
          className={classes.dockSlider}
          min={0}
          max={Math.max(1, steps.length - 1)}
          disabled={steps.length === 1}
          value={nearestStep(steps, devices)}
          onChange={(index) => onDevices({ devices: steps[index] ?? 1 })}
          scale={(index) => steps[index] ?? 1}
          label={null}
          thumbLabel="Devices"
          thumbValueText={(count) => formatNoun(count, noun)}
          marks={marks}
        />
        <NumberInput
          aria-label="Exact number of devices"
          size="sm"
          hideControls
          min={1}
          max={most}
          thousandSeparator=","
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="strict"
          value={devices}
          onChange={(value) => typeof value === "number" && value >= 1 && onDevices({ devices: value })}
        />
      </div>
      <p className={classes.dockAnswer} aria-live="polite">
        {children}
      </p>
    </section>
  );
});
