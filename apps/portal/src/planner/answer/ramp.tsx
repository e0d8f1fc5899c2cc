"use client";

import { useState } from "react";
import { formatDuration, formatStepTime } from "../../format/duration.ts";
import { formatCount, formatNoun, formatScaled } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { CountField } from "../control/count-field.tsx";
import { PlainButton } from "../control/plain-button.tsx";
import { Behind } from "../picture/behind.tsx";
import classes from "../planner.module.css";
import { type PlannerState, rampText } from "../state.ts";
import type { RampView } from "../worker/message.ts";
import { unevenText } from "./uneven-text.ts";
import { Headings } from "../picture/headings.tsx";

interface RampFieldsProps extends Pick<PlannerState, "ramp"> {
  readonly onChange: (change: Pick<PlannerState, "ramp">) => void;
}

interface Draft {
  readonly from: number | null;
  readonly increment: number | null;
  readonly tokens: number | null;
}

const fields = [
  { part: "from", label: "The batch starts at", unit: "sequences" },
  { part: "increment", label: "grows each time by", unit: "sequences" },
  { part: "tokens", label: "and is full after", unit: "tokens" },
] as const;

const nothing: Draft = { from: null, increment: null, tokens: null };

/** Null while a number is missing. */
function wholeOf({ from, increment, tokens }: Draft): PlannerState["ramp"] {
  return from !== null && increment !== null && tokens !== null ? { from, increment, tokens } : null;
}

/** How the batch grows: in force once all three numbers are there. */
export function RampFields({ ramp, onChange }: RampFieldsProps) {
  const [draft, setDraft] = useState<Draft>(ramp ?? nothing);
  // Another model has no ramp yet.
  if (rampText(wholeOf(draft)) !== rampText(ramp)) setDraft(ramp ?? nothing);
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    onChange({ ramp: wholeOf(next) });
  };
  const begun = Object.values(draft).some((value) => value !== null);
  return (
    <div className={classes.ramp} role="group" aria-label="A batch that grows">
      {fields.map(({ part, label, unit }) => (
        <CountField
          key={part}
          label={label}
          unit={unit}
          value={draft[part]}
          usual={undefined}
          onChange={(value) => change({ [part]: value })}
        />
      ))}
      <p className={classes.pointed}>
        {!begun && "Left open, the batch is full from the first step."}
        {begun && !ramp && "In force once all three are there."}
        {begun && <PlainButton onClick={() => change(nothing)}>Full from the first step</PlainButton>}
      </p>
    </div>
  );
}

/** What a growing batch takes, size by size. */
export function Ramp({ ramp }: { readonly ramp: RampView }) {
  const { stages } = ramp;
  const uneven = unevenText(ramp);
  return (
    <>
      {uneven && <p className={classes.told}>{unbroken(uneven)}</p>}
      <Behind summary={`Table of ${formatNoun(stages.length, "batch size")}`} label="The run by size of its batch">
        {() => (
          <>
            <thead>
              <tr>
                <Headings names={["Sequences", "Tokens", "Steps", "A step", "Time", "Shared"]} />
              </tr>
            </thead>
            <tbody>
              {stages.map((stage) => (
                <tr key={stage.globalBatchSize}>
                  <th scope="row">{formatCount(stage.globalBatchSize)}</th>
                  <td>{formatScaled(stage.tokens)}</td>
                  <td>{formatCount(stage.steps)}</td>
                  <td>{formatStepTime(stage.stepTime)}</td>
                  <td>{formatDuration(stage.seconds)}</td>
                  <td>{stage.even ? "evenly" : "unevenly"}</td>
                </tr>
              ))}
            </tbody>
          </>
        )}
      </Behind>
    </>
  );
}
