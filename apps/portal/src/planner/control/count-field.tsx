"use client";

import { NumberInput } from "@mantine/core";
import classes from "../planner.module.css";

interface CountFieldProps {
  readonly label: string;
  readonly unit: string;
  readonly value: number | null;
  readonly usual: number | undefined;
  readonly onChange: (value: number | null) => void;
}

/** A count that may be left open: what is then taken stands in the field. */
export function CountField({ label, unit, value, usual, onChange }: CountFieldProps) {
  return (
    <NumberInput
      label={label}
      size="sm"
      hideControls
      allowNegative={false}
      allowDecimal={false}
      thousandSeparator=","
      placeholder={usual === undefined ? "" : usual.toLocaleString("en-US")}
      rightSection={<span className={classes.unit}>{unit}</span>}
      rightSectionWidth={unit.length * 8 + 12}
      rightSectionPointerEvents="none"
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" && next >= 1 ? next : null)}
    />
  );
}
