"use client";

import type { Neighbour, PinnedLayout } from "@ingot/compute";
import { memo, useMemo, useState } from "react";
import { formatMemory } from "../../format/bytes.ts";
import { formatShare } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { ToneMark } from "../../value/status.tsx";
import type { Tone } from "../../words/tone.ts";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { NeighbourView } from "../worker/message.ts";
import { type KeptRow, keptRows, rowsOf } from "./kept-rows.ts";

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
  return rest.replace(/^(?:\d[\d.,]* % (?:slower|faster)(?:, |\.$)|impossible, )/, "") || "…";
}

interface NeighboursProps {
  readonly neighbours: readonly NeighbourView[];
  /** While the slider moves the rows of its last rest stay, in their order. */
  readonly held: boolean;
  readonly onChange: (change: { readonly pins: PinnedLayout }) => void;
}

interface RowProps extends Pick<NeighboursProps, "onChange"> {
  readonly row: KeptRow;
}

const Row = memo(
  function Row({ row: { was, now }, onChange }: RowProps) {
    const pins = now?.pins;
    return (
      <tr data-steady>
        <th scope="row" className={classes.change}>
          <div>{unbroken((now ?? was).change)}</div>
        </th>
        <td className={classes.verdict}>
          {now && <ToneMark of={tones[now.verdict]} />}
          {now ? verdictText(now) : "no such step"}
        </td>
        <td className={classes.why}>
          <div>{now && unbroken(reasonText(now))}</div>
        </td>
        <td>
          {pins && (
            <PlainButton onClick={() => onChange({ pins })} aria-label={`Pin this: ${now.change}`}>
              Pin
            </PlainButton>
          )}
        </td>
      </tr>
    );
  },
  (before, { row, onChange }) =>
    before.row.was === row.was && before.row.now === row.now && before.onChange === onChange,
);

function useRows(neighbours: readonly NeighbourView[], held: boolean): readonly KeptRow[] {
  const [kept, setKept] = useState(() => ({ of: neighbours, rows: rowsOf(neighbours) }));
  if (!held && kept.of !== neighbours) setKept({ of: neighbours, rows: rowsOf(neighbours) });
  return useMemo(() => (kept.of === neighbours ? kept.rows : keptRows(kept.rows, neighbours)), [kept, neighbours]);
}

const caption = "Layouts one step away, and why each was not chosen";

/** Layouts a step away, and why each was not chosen. */
export const Neighbours = memo(function Neighbours({ neighbours, held, onChange }: NeighboursProps) {
  const rows = useRows(neighbours, held);
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
          {rows.map((row) => (
            <Row key={row.name} row={row} onChange={onChange} />
          ))}
        </tbody>
      </table>
    </div>
  );
});
