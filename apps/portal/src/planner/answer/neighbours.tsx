"use client";

import type { Neighbour, PinnedLayout } from "@ingot/compute";
import { memo } from "react";
import { formatMemory } from "../../format/bytes.ts";
import { formatShare } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { ToneMark } from "../../value/status.tsx";
import type { Tone } from "../../words/tone.ts";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { NeighbourView } from "../worker/message.ts";

const tones: Readonly<Record<Neighbour["verdict"], Tone>> = {
  slower: "idle",
  same: "idle",
  faster: "good",
  "does-not-fit": "bad",
  impossible: "bad",
};

function verdictText({ verdict, slower = 0, bytes }: Neighbour): string {
  if (verdict === "does-not-fit") return bytes === undefined ? "does not fit" : `needs ${formatMemory(bytes)}`;
  if (verdict === "impossible") return "impossible";
  if (verdict === "same") return "the same";
  return `${formatShare(Math.abs(slower))} ${slower < 0 ? "faster" : "slower"}`;
}

/** What comes after the change and the verdict, which have columns of their own. */
function reasonText({ text, change }: Neighbour): string {
  const rest = text.startsWith(`${change}: `) ? text.slice(change.length + 2) : text;
  return rest.replace(/^\d[\d.,]* % (?:slower|faster)(?:, |\.$)/, "") || "…";
}

interface NeighboursProps {
  readonly neighbours: readonly NeighbourView[];
  readonly onChange: (change: { readonly pins: PinnedLayout }) => void;
}

interface RowProps extends Pick<NeighboursProps, "onChange"> {
  readonly neighbour: NeighbourView;
}

function Row({ neighbour, onChange }: RowProps) {
  const { pins } = neighbour;
  return (
    <tr>
      <th scope="row" className={classes.change}>
        {unbroken(neighbour.change)}
      </th>
      <td className={classes.verdict}>
        <ToneMark of={tones[neighbour.verdict]} />
        {verdictText(neighbour)}
      </td>
      <td className={classes.why}>{unbroken(reasonText(neighbour))}</td>
      <td>
        {pins && (
          <PlainButton onClick={() => onChange({ pins })} aria-label={`Pin this: ${neighbour.change}`}>
            Pin
          </PlainButton>
        )}
      </td>
    </tr>
  );
}

const caption = "Layouts one step away, and why each was not chosen";

/** Layouts a step away, and why each was not chosen. */
export const Neighbours = memo(function Neighbours({ neighbours, onChange }: NeighboursProps) {
  return (
    // Focus lets a keyboard scroll what a finger can.
    <div className={classes.neighbours} role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Instead</th>
            <th scope="col">Verdict</th>
            <th scope="col">Why</th>
            <th scope="col">
              <span className="visually-hidden">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {neighbours.map((neighbour) => (
            <Row key={neighbour.change} neighbour={neighbour} onChange={onChange} />
          ))}
        </tbody>
      </table>
    </div>
  );
});
