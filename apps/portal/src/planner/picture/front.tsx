"use client";

import { NativeSelect } from "@mantine/core";
import { memo, useState } from "react";
import { formatCount, formatNoun, formatShare } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { FrontAxis, PlannerState } from "../state.ts";
import type { FrontPoint, ProgressReply } from "../worker/message.ts";
import { Behind } from "./behind.tsx";
import { axisSpecs, frontAxes } from "./front-axis.ts";
import { FrontPlot } from "./front-plot.tsx";
import { Held } from "./held.tsx";
import { Headings } from "./headings.tsx";
import { Fading } from "../fading.tsx";

interface FrontProps {
  readonly points: readonly FrontPoint[];
  /** Of the question that the points belong to. */
  readonly devices: number;
  readonly held: string;
  readonly progress: ProgressReply | null;
  /** Whether the points belong to the question that stands now. */
  readonly current: boolean;
  readonly steps: number;
  readonly across: FrontAxis;
  readonly up: FrontAxis;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

const FrontTable = memo(function FrontTable({
  points,
  steps,
  onChange,
}: Pick<FrontProps, "points" | "steps" | "onChange">) {
  return (
    <Behind summary={`Table of ${formatNoun(points.length, "layout")}`} label="Layouts that no other beats">
      {() => (
        <>
          <thead>
            <tr>
              <Headings names={["Layout", "Devices", ...frontAxes.map(({ label }) => label)]} />
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
                {frontAxes.map(({ value }) => (
                  <td key={value}>{axisSpecs[value].text(axisSpecs[value].of(point, steps))}</td>
                ))}
                <td>
                  <PlainButton
                    onClick={() => onChange(point.change)}
                    aria-label={`Pin ${point.name} on ${formatNoun(point.devices, "device")}`}
                  >
                    Pin
                  </PlainButton>
                </td>
              </tr>
            ))}
          </tbody>
        </>
      )}
    </Behind>
  );
});

const AxisChoice = memo(function AxisChoice({ across, up, onChange }: Pick<FrontProps, "across" | "up" | "onChange">) {
  return (
    <div className={classes.axes}>
      <NativeSelect
        size="xs"
        aria-label="From left to right"
        leftSection="→"
        data={frontAxes}
        value={across}
        onChange={(event) => onChange({ across: event.currentTarget.value as FrontAxis })}
      />
      <NativeSelect
        size="xs"
        aria-label="Upwards"
        leftSection="↑"
        data={frontAxes}
        value={up}
        onChange={(event) => onChange({ up: event.currentTarget.value as FrontAxis })}
      />
    </div>
  );
});

function Comparing({ progress }: Pick<FrontProps, "progress">) {
  const { done = 0, of } = progress ?? {};
  return (
    <p className={classes.pointed} role="status">
      Comparing every layout{of === undefined ? "" : `, ${formatShare(done / of, 0)} done`}
    </p>
  );
}

function pointText(point: FrontPoint, steps: number): string {
  const figures = frontAxes.map(({ value }) => axisSpecs[value].text(axisSpecs[value].of(point, steps)));
  return `${formatNoun(point.devices, "device")}, ${point.name}: ${figures.join(", ")}.`;
}

const FrontPoints = memo(function FrontPoints(props: Omit<FrontProps, "progress" | "held">) {
  const { points, devices, current, steps, across, up, onChange } = props;
  const [looked, setLooked] = useState<FrontPoint | null>(null);
  return (
    <>
      <FrontPlot
        points={points}
        devices={devices}
        steps={steps}
        across={across}
        up={up}
        onChange={onChange}
        onLook={setLooked}
      />
      {current && (
        <p className={classes.pointed}>
          {looked
            ? unbroken(pointText(looked, steps))
            : `● ${formatNoun(devices, "device")}   ▲ half   ■ twice as many`}
        </p>
      )}
    </>
  );
});

/** Layouts between which only taste decides, on half, as many and twice the devices. */
export const Front = memo(function Front(props: FrontProps) {
  const { points, held, progress, current, across, up, onChange, ...rest } = props;
  return (
    <Section
      title="Layouts that no other beats"
      hint="In time, device time, energy and free memory at once. Choose one to pin it."
      actions={<AxisChoice across={across} up={up} onChange={onChange} />}
    >
      {points.length === 0 ? (
        <div className={classes.plotEmpty} />
      ) : (
        <Fading current={current}>
          <Held text={held} onChange={onChange} />
          <FrontPoints points={points} current={current} across={across} up={up} onChange={onChange} {...rest} />
        </Fading>
      )}
      {!current && <Comparing progress={progress} />}
      {points.length > 0 && <FrontTable points={points} steps={rest.steps} onChange={onChange} />}
    </Section>
  );
});
