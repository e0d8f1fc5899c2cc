"use client";

import { Skeleton } from "@mantine/core";
import type { CurvePoint, Knee } from "@ingot/compute";
import { memo, useState } from "react";
import { formatStepTime } from "../../format/duration.ts";
import { formatCount, formatNoun, formatScaled, formatShare } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import classes from "../planner.module.css";
import type { PlannerState } from "../state.ts";
import type { CurveView } from "../worker/message.ts";
import { type Axis, ratioAxis } from "./axis.ts";
import { Behind } from "./behind.tsx";
import { Held } from "./held.tsx";
import { useWidth } from "./use-width.ts";
import { Headings } from "./headings.tsx";
import { Fading } from "../fading.tsx";

const height = 300;
const edge = { left: 74, right: 16, top: 18, bottom: 40 };

interface CurveProps {
  readonly view: CurveView | null;
  readonly current: boolean;
  readonly devices: number;
  readonly noun: string;
  readonly onChange: (change: Partial<PlannerState>) => void;
}

interface PlotProps extends Pick<CurveProps, "noun" | "onChange"> {
  readonly view: CurveView;
  readonly width: number;
  readonly onLook: (point: CurvePoint | null) => void;
}

/** The point that gives most for each device: what the straight line is drawn through. */
const bestOf = (planned: readonly CurvePoint[]): CurvePoint | undefined =>
  planned.toSorted((left, right) => right.tokensPerSecond / right.devices - left.tokensPerSecond / left.devices)[0];

const mostOf = ({ points }: CurveView): number => Math.max(...points.map(({ devices }) => devices), 2);

const acrossOf = (view: CurveView, width: number): Axis =>
  ratioAxis(1, mostOf(view), edge.left + 8, width - edge.right - 8, 2);

/** Both axes by ratio, and the straight line's ends within them. */
function scalesOf(view: CurveView, width: number) {
  const { points } = view;
  const planned = points.filter(({ outcome }) => outcome === "plan");
  const best = bestOf(planned);
  const ideal = best ? best.tokensPerSecond / best.devices : 1;
  const speeds = planned.map(({ tokensPerSecond }) => tokensPerSecond);
  const [low, high] = [Math.min(...speeds) / 1.5, Math.max(...speeds) * 1.6];
  const ends = [Math.max(1, low / ideal), Math.min(mostOf(view), high / ideal)] as const;
  return {
    planned,
    x: acrossOf(view, width),
    y: ratioAxis(low, high, height - edge.bottom, edge.top),
    line: ends.map((devices) => ({ devices, speed: devices * ideal })),
  };
}

type Scales = ReturnType<typeof scalesOf>;

function Grid({ scales: { x, y }, width, noun }: { scales: Scales; width: number; noun: string }) {
  const every = width < 520 ? 4 : 2;
  return (
    <>
      {y.ticks.map((tick) => (
        <g key={tick} className={classes.tick}>
          <line x1={edge.left} x2={width - edge.right} y1={y.at(tick)} y2={y.at(tick)} />
          <text x={edge.left - 8} y={y.at(tick) + 4} textAnchor="end">
            {formatScaled(tick)}
          </text>
        </g>
      ))}
      {x.ticks
        .filter((_, index) => index % every === 0)
        .map((tick) => (
          <text
            key={tick}
            x={x.at(tick)}
            y={height - edge.bottom + 16}
            textAnchor="middle"
            className={classes.axisText}
          >
            {formatCount(tick)}
          </text>
        ))}
      <text x={width - edge.right} y={height - 6} textAnchor="end" className={classes.axisName}>
        {noun}s, each number planned →
      </text>
    </>
  );
}

function Knees({ knees, x }: { readonly knees: readonly Knee[]; readonly x: Scales["x"] }) {
  // Neighbours at two heights, so that their words do not meet.
  return knees.map((knee, index) => (
    <g key={knee.share} className={classes.knee}>
      <line x1={x.at(knee.devices)} x2={x.at(knee.devices)} y1={edge.top + 18} y2={height - edge.bottom} />
      <text x={x.at(knee.devices)} y={edge.top - 4 + (index % 2) * 15} textAnchor="middle">
        &lt; {formatShare(knee.share, 0)}
      </text>
    </g>
  ));
}

function Spot({ point, scales: { x, y } }: { readonly point: CurvePoint; readonly scales: Scales }) {
  const across = x.at(point.devices);
  if (point.outcome === "plan") return <circle cx={across} cy={y.at(point.tokensPerSecond)} r={4.5} />;
  return <path d={`M${across - 4} ${height - edge.bottom - 12}l8 8m0 -8l-8 8`} className={classes.cross} />;
}

/** All of the picture that stays while the number of devices moves. */
const Drawn = memo(function Drawn({ view, width, noun, onChange, onLook }: PlotProps) {
  const scales = scalesOf(view, width);
  const { planned, line, x, y } = scales;
  const pathOf = (points: readonly { devices: number; speed: number }[]) =>
    points.map((point) => `${x.at(point.devices)},${y.at(point.speed)}`).join(" ");
  return (
    <>
      <Grid scales={scales} width={width} noun={noun} />
      <polyline className={classes.ideal} points={pathOf(line)} />
      <Knees knees={view.knees} x={x} />
      <polyline
        className={classes.curve}
        points={pathOf(planned.map((point) => ({ devices: point.devices, speed: point.tokensPerSecond })))}
      />
      {view.points.map((point) => (
        <g
          key={point.devices}
          className={classes.mark}
          onPointerEnter={() => onLook(point)}
          onPointerLeave={() => onLook(null)}
          onClick={() => onChange({ devices: point.devices, pins: view.pins })}
        >
          <Spot point={point} scales={scales} />
        </g>
      ))}
    </>
  );
});

interface PlotOnPaperProps extends Omit<PlotProps, "width"> {
  readonly devices: number;
}

function Plot({ view, devices, noun, onChange, onLook }: PlotOnPaperProps) {
  const { holder, width } = useWidth<HTMLDivElement>();
  const { at } = acrossOf(view, width);
  return (
    <div ref={holder} className={classes.plot}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={`Tokens a second over numbers of ${noun}s. ${view.knees.map(({ text }) => text).join(" ")}`}
        >
          <line x1={at(devices)} x2={at(devices)} y1={edge.top} y2={height - edge.bottom} className={classes.here} />
          <Drawn view={view} width={width} noun={noun} onChange={onChange} onLook={onLook} />
        </svg>
      )}
    </div>
  );
}

function pointText(point: CurvePoint, noun: string): string {
  const count = formatNoun(point.devices, noun);
  if (point.outcome === "infeasible") return `${count}: ${point.refusal ?? "no plan"}`;
  return (
    `${count}: ${formatScaled(point.tokensPerSecond)} tokens/s, ${formatStepTime(point.stepTime ?? 0)} a step, ` +
    `${formatShare(point.efficiency, 0)} of the best for each, MFU ${formatShare(point.modelFlopsUtilization)}.`
  );
}

/** Only some numbers are tried: another, as one that is asked for by hand, may have a plan. */
function nothingFits({ points }: CurveView): string {
  const [first, last] = [points[0]?.devices ?? 1, points.at(-1)?.devices ?? 1];
  return `None of the ${formatNoun(points.length, "number")} tried, ${formatCount(first)} to ${formatCount(last)}, has a plan for it.`;
}

const CurveTable = memo(function CurveTable({ view, noun }: { readonly view: CurveView; readonly noun: string }) {
  return (
    <Behind summary={`Table of all ${noun} counts`} label="Speed by number of devices">
      {() => (
        <>
          <thead>
            <tr>
              <Headings names={["Devices", "Tokens/s", "A step", "Efficiency", "MFU"]} />
            </tr>
          </thead>
          <tbody>
            {view.points.map((point) => (
              <tr key={point.devices}>
                <th scope="row">{formatCount(point.devices)}</th>
                {point.outcome === "plan" ? (
                  <>
                    <td>{formatScaled(point.tokensPerSecond)}</td>
                    <td>{formatStepTime(point.stepTime ?? 0)}</td>
                    <td>{formatShare(point.efficiency, 0)}</td>
                    <td>{formatShare(point.modelFlopsUtilization)}</td>
                  </>
                ) : (
                  <td colSpan={4} className={classes.refusedCell}>
                    does not fit
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </>
      )}
    </Behind>
  );
});

/** Speed from 1 device to as many as there are, and where each further one gives less. */
export const Curve = memo(function Curve({ view, current, devices, noun, onChange }: CurveProps) {
  const [looked, setLooked] = useState<CurvePoint | null>(null);
  const fits = view?.points.some(({ outcome }) => outcome === "plan") ?? false;
  return (
    <Section
      title="More or fewer devices"
      hint="Tokens a second at the same batch, each count with the best layout of its own; dashed is a straight line."
    >
      {!view && <Skeleton height={height} />}
      {view && <Held text={view.held} onChange={onChange} />}
      {view && !fits && <p className={classes.pointed}>{nothingFits(view)}</p>}
      {view && fits && (
        <Fading current={current}>
          <Plot view={view} devices={devices} noun={noun} onChange={onChange} onLook={setLooked} />
          <p className={classes.pointed}>
            {looked ? unbroken(pointText(looked, noun)) : "Choose a point to plan with as many."}
          </p>
          <ul className={classes.knees}>
            {view.knees.map((knee) => (
              <li key={knee.share}>{unbroken(knee.text)}</li>
            ))}
            {view.turn && <li>{unbroken(view.turn.text)}</li>}
          </ul>
          <CurveTable view={view} noun={noun} />
        </Fading>
      )}
    </Section>
  );
});
