"use client";

import { Skeleton } from "@mantine/core";
import { memo } from "react";
import { formatMemory } from "../../format/bytes.ts";
import { formatSignificant } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import { ToneMark } from "../../value/status.tsx";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { PlannerQuestion } from "../state.ts";
import type { ChangesReply, ChangeView, RefusedView } from "../worker/message.ts";
import { Fading } from "../fading.tsx";

const inUnit = (value: number, unit: string): string =>
  unit === "B" ? formatMemory(value) : `${formatSignificant(value, 5)} ${value === 1 ? unit.replace(/s$/, "") : unit}`;

function Scale({ refusal: { needed, available, unit } }: { readonly refusal: RefusedView }) {
  const most = Math.max(needed, available);
  const bars = [
    { name: "Needed", value: needed, tone: "bad" },
    { name: "There is", value: available, tone: "idle" },
  ];
  return (
    <table className={classes.bars}>
      <caption className="visually-hidden">What was needed, and what there is</caption>
      <tbody>
        {bars.map(({ name, value, tone }) => (
          <tr key={name}>
            <th scope="row">
              {name}
              <span className={classes.lane} aria-hidden>
                <span className={classes.left} data-tone={tone} style={{ width: `${(value / most) * 100}%` }} />
              </span>
            </th>
            <td>{inUnit(value, unit)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Changes({
  changes,
  onApply,
}: {
  readonly changes: readonly ChangeView[];
  readonly onApply: (change: Partial<PlannerQuestion>) => void;
}) {
  if (changes.length === 0) return <p>No change of devices, sequence, batch or device fits: take a smaller model.</p>;
  return (
    <ul className={classes.changes}>
      {changes.map(({ text, change }, index) => (
        <li key={text}>
          <span>{unbroken(text)}</span>
          {change && (
            <PlainButton filled={index === 0} onClick={() => onApply(change)} aria-label={`Do this: ${text}`}>
              Do this
            </PlainButton>
          )}
        </li>
      ))}
    </ul>
  );
}

interface RefusalProps {
  readonly refusal: RefusedView;
  /** The last that was told of what would fit; null while it is being planned. */
  readonly reply: ChangesReply | null;
  /** Whether the reply belongs to this refusal. */
  readonly current: boolean;
  /** Nothing else is shown: there is room for what would fit. */
  readonly alone: boolean;
  readonly onApply: (change: Partial<PlannerQuestion>) => void;
}

/** Why there is no plan, drawn; and the smallest changes that fit, each planned, one click away. */
export const Refusal = memo(function Refusal({ refusal, reply, current, alone, onApply }: RefusalProps) {
  return (
    <Section title="There is no such plan">
      <p className={classes.refusal}>
        <ToneMark of="bad" />
        <span>{unbroken(refusal.reason.text)}</span>
      </p>
      {refusal.available > 0 && <Scale refusal={refusal} />}
      {alone && <h3 className={classes.subtitle}>The smallest changes that fit</h3>}
      {alone && !reply && <Skeleton height={72} />}
      {alone && reply && (
        <Fading current={current} inert>
          <Changes changes={reply.changes} onApply={onApply} />
        </Fading>
      )}
    </Section>
  );
});
