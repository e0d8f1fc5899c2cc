"use client";

import { Button, NativeSelect, Progress } from "@mantine/core";
import { memo, useState } from "react";
import { formatBytes } from "../../format/bytes.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatEnergy } from "../../format/energy.ts";
import { formatCount, formatScaled } from "../../format/number.ts";
import { Section } from "../../page/section.tsx";
import classes from "../planner.module.css";
import type { FrontAxis, PlannerState } from "../state.ts";
import type { FrontPoint, ProgressReply } from "../worker/message.ts";
import { type Axis, evenAxis, ratioAxis } from "./axis.ts";
import { Behind } from "./behind.tsx";
import { Held } from "./held.tsx";
import { useWidth } from "./use-width.ts";

interface AxisSpec {
  readonly label: string;
  /** Of the whole run, from a point's figure of one step. */
  readonly of: (point: FrontPoint, steps: number) => number;
  readonly text: (value: number) => string;
  /** What the ticks count in: round numbers of days, not of seconds. */
  readonly unit?: (high: number) => number;
}

const timeUnit = (seconds: number): number => [86_400, 3600, 60].find((unit) => seconds > 4 * unit) ?? 1;

const specs: Readonly<Record<FrontAxis, AxisSpec>> = {
  time: { label: "Time of the steps", of: ({ time }, steps) => time * steps, text: formatDuration, unit: timeUnit },
  cost: {
    label: "Device time",
    of: ({ cost }, steps) => (cost * steps) / 3600,
    text: (hours) => `${formatScaled(hours)} h`,
  },
  energy: { label: "Energy", of: ({ energy }, steps) => (energy * steps) / 3.6e6, text: formatEnergy },
  headroom: { label: "Free memory", of: ({ headroom }) => headroom, text: formatBytes },
};
const choices = (Object.keys(specs) as FrontAxis[]).map((value) => ({ value, label: specs[value].label }));
const height = 300;
const edge = { left: 74, right: 16, top: 14, bottom: 40 };

function axisOf({ unit }: AxisSpec, values: readonly number[], from: number, to: number): Axis {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low > 0 && high / low > 12) return ratioAxis(low, high, from, to);
  const one = unit?.(high) ?? 1;
  const { at, ticks } = evenAxis(low / one, high / one, from, to, 4);
  return { at: (value) => at(value / one), ticks: ticks.map((tick) => tick * one) };
}

/** Shapes tell numbers of devices apart without colour. */
function Mark({
  x,
  y,
  devices,
  base,
}: {
  readonly x: number;
  readonly y: number;
  readonly devices: number;
  readonly base: number;
}) {
  if (devices < base) return <path d={`M${x} ${y - 5}l5 9h-10z`} />;
  if (devices > base) return <rect x={x - 4} y={y - 4} width={8} height={8} />;
  return <circle cx={x} cy={y} r={4.5} />;
}

interface FrontProps {
  readonly points: readonly FrontPoint[];
  readonly held: string;
  readonly progress: ProgressReply | null;
  /** Whether the points belong to the question that stands now. */
  readonly current: boolean;
  readonly devices: number;
  readonly steps: number;
  readonly across: FrontAxis;
  readonly up: FrontAxis;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

/** What is drawn later lies above. */
const pinnedLast = (points: readonly FrontPoint[]): FrontPoint[] =>
  points.toSorted((left, right) => Number(left.pinned) - Number(right.pinned));

interface PlotProps extends Pick<FrontProps, "points" | "devices" | "steps" | "across" | "up" | "onChange"> {
  readonly onLook: (point: FrontPoint | null) => void;
}

function Plot({ points, devices, steps, across, up, onChange, onLook }: PlotProps) {
  const { holder, width } = useWidth<HTMLDivElement>();
  const [x, y] = [specs[across], specs[up]];
  const horizontal = axisOf(
    x,
    points.map((point) => x.of(point, steps)),
    edge.left + 8,
    width - edge.right - 8,
  );
  const vertical = axisOf(
    y,
    points.map((point) => y.of(point, steps)),
    height - edge.bottom - 8,
    edge.top + 8,
  );
  const every = Math.max(1, Math.ceil(horizontal.ticks.length / Math.max(1, Math.floor(width / 130))));
  return (
    <div ref={holder} className={classes.plot}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${points.length} layouts that no other beats in everything: ${x.label.toLowerCase()} to the right, ${y.label.toLowerCase()} upwards. The table behind has them all.`}
        >
          {vertical.ticks.map((tick) => (
            <g key={tick} className={classes.tick}>
              <line x1={edge.left} x2={width - edge.right} y1={vertical.at(tick)} y2={vertical.at(tick)} />
              <text x={edge.left - 8} y={vertical.at(tick) + 4} textAnchor="end">
                {y.text(tick)}
              </text>
            </g>
          ))}
          {horizontal.ticks
            .filter((_, index) => index % every === 0)
            .map((tick) => (
              <g key={tick} className={classes.tick}>
                <line x1={horizontal.at(tick)} x2={horizontal.at(tick)} y1={edge.top} y2={height - edge.bottom} />
                <text x={horizontal.at(tick)} y={height - edge.bottom + 16} textAnchor="middle">
                  {x.text(tick)}
                </text>
              </g>
            ))}
          <text x={width - edge.right} y={height - 6} textAnchor="end" className={classes.axisName}>
            {x.label} →
          </text>
          {pinnedLast(points).map((point) => (
            <g
              key={`${point.devices} ${point.name} ${point.time}`}
              className={classes.mark}
              data-devices={Math.sign(point.devices - devices)}
              data-pinned={point.pinned || undefined}
              onPointerEnter={() => onLook(point)}
              onPointerLeave={() => onLook(null)}
              onClick={() => onChange(point.change)}
            >
              <Mark
                x={horizontal.at(x.of(point, steps))}
                y={vertical.at(y.of(point, steps))}
                devices={point.devices}
                base={devices}
              />
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

const FrontTable = memo(function FrontTable({
  points,
  steps,
  onChange,
}: Pick<FrontProps, "points" | "steps" | "onChange">) {
  return (
    <Behind summary={`Table of ${formatCount(points.length)} layouts`} label="Layouts that no other beats">
      {() => (
        <>
          <thead>
            <tr>
              <th scope="col">Layout</th>
              <th scope="col">Devices</th>
              {choices.map(({ value, label }) => (
                <th scope="col" key={value}>
                  {label}
                </th>
              ))}
              <th scope="col">
                <span className="visually-hidden">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={`${point.devices} ${point.name} ${point.time}`}>
                <th scope="row">{point.name}</th>
                <td>{formatCount(point.devices)}</td>
                {choices.map(({ value }) => (
                  <td key={value}>{specs[value].text(specs[value].of(point, steps))}</td>
                ))}
                <td>
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => onChange(point.change)}
                    aria-label={`Pin ${point.name} on ${point.devices} devices`}
                  >
                    Pin
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </>
      )}
    </Behind>
  );
});

/** Layouts between which only taste decides, on half, as many and twice the devices. */
export const Front = memo(function Front(props: FrontProps) {
  const { points, held, progress, current, devices, steps, across, up, onChange } = props;
  const [looked, setLooked] = useState<FrontPoint | null>(null);
  const { done = 0, of = 1 } = progress ?? {};
  return (
    <Section
      title="Layouts that no other beats"
      hint="In time, device time, energy and free memory at once. Choose one to pin it."
      actions={
        <div className={classes.axes}>
          <NativeSelect
            size="xs"
            aria-label="From left to right"
            leftSection="→"
            data={choices}
            value={across}
            onChange={(event) => onChange({ across: event.currentTarget.value as FrontAxis })}
          />
          <NativeSelect
            size="xs"
            aria-label="Upwards"
            leftSection="↑"
            data={choices}
            value={up}
            onChange={(event) => onChange({ up: event.currentTarget.value as FrontAxis })}
          />
        </div>
      }
    >
      {!current && (
        <div className={classes.progress} role="status">
          <span>
            Comparing every layout, part {Math.min(done + 1, of)} of {of}
          </span>
          <Progress value={(done / of) * 100} size="xs" aria-label="Layouts compared" />
        </div>
      )}
      {points.length === 0 ? (
        <div className={classes.plotEmpty} />
      ) : (
        <div data-stale={!current || undefined} className={classes.fading}>
          <Held text={held} onChange={onChange} />
          <Plot
            points={points}
            devices={devices}
            steps={steps}
            across={across}
            up={up}
            onChange={onChange}
            onLook={setLooked}
          />
          <p className={classes.pointed}>
            {looked
              ? `${formatCount(looked.devices)} devices, ${looked.name}: ${choices.map(({ value }) => specs[value].text(specs[value].of(looked, steps))).join(", ")}.`
              : `● ${formatCount(devices)} devices   ▲ half   ■ twice as many`}
          </p>
          <FrontTable points={points} steps={steps} onChange={onChange} />
        </div>
      )}
    </Section>
  );
});
