"use client";

import { NumberInput, Slider } from "@mantine/core";
import { memo, useMemo } from "react";
import { formatCount, formatNoun } from "../../format/number.ts";
import { deviceSteps, nearestStep } from "../../quote/device-steps.ts";
import classes from "../planner.module.css";

interface DevicesProps {
  readonly devices: number;
  readonly most: number;
  readonly perNode: number;
  readonly noun: string;
  readonly onDevices: (change: { readonly devices: number }) => void;
}

/** Numbers below the slider: every fourth power of two, and the last, which needs room for its digits. */
function marksOf(steps: readonly number[]): { readonly value: number; readonly label: string }[] {
  const last = steps.length - 1;
  return steps
    .map((count, value) => ({ count, value }))
    .filter(({ count, value }) => value === last || (Number.isInteger(Math.log2(count) / 4) && value < last * 0.7))
    .map(({ count, value }) => ({ value, label: formatCount(count) }));
}

const Devices = memo(function Devices({ devices, most, perNode, noun, onDevices }: DevicesProps) {
  const steps = useMemo(() => deviceSteps(most, perNode), [most, perNode]);
  const marks = useMemo(() => marksOf(steps), [steps]);
  return (
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
  );
});

interface DeviceDockProps extends DevicesProps {
  /** In one line, in sight while the slider moves. */
  readonly answer: string;
  readonly refused: boolean;
}

/** The slider over numbers of devices; on a phone it stays at the lower edge. */
export function DeviceDock({ answer, refused, ...slider }: DeviceDockProps) {
  return (
    <section className={classes.dock} aria-label="Number of devices">
      <Devices {...slider} />
      <p className={classes.dockAnswer} data-refused={refused || undefined} aria-live="polite">
        {answer}
      </p>
    </section>
  );
}
