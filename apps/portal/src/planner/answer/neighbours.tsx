"use client";

import { Button, TableTbody, TableTd, TableTh, TableThead, TableTr } from "@mantine/core";
import type { GpuLayout, Neighbour, PinnedLayout } from "@ingot/compute";
import { memo } from "react";
import { formatBytes } from "../../format/bytes.ts";
import { formatShare } from "../../format/number.ts";
import { ScrollTable } from "../../page/scroll-table.tsx";
import { ToneMark } from "../../value/status.tsx";
import type { Tone } from "../../words/tone.ts";
import classes from "../planner.module.css";
import { pinsOf } from "../state.ts";

const tones: Readonly<Record<Neighbour["verdict"], Tone>> = {
  slower: "idle",
  same: "idle",
  faster: "good",
  "does-not-fit": "bad",
  impossible: "bad",
};

function verdictText({ verdict, slower = 0, bytes }: Neighbour): string {
  if (verdict === "does-not-fit") return bytes === undefined ? "does not fit" : `needs ${formatBytes(bytes)}`;
  if (verdict === "impossible") return "impossible";
  if (verdict === "same") return "the same";
  return `${formatShare(Math.abs(slower))} ${slower < 0 ? "faster" : "slower"}`;
}

/** What comes after the change and the verdict, which have columns of their own. */
function reasonText({ text, change }: Neighbour): string {
  const rest = text.startsWith(`${change}: `) ? text.slice(change.length + 2) : text;
  return rest.replace(/^\d[\d.,]*% (?:slower|faster)(?:, |\.$)/, "") || "…";
}

/** Layouts a step away that can be pinned as they are, and are not the chosen one. */
function pinsTo(neighbour: Neighbour, chosen: GpuLayout): PinnedLayout | null {
  if (!neighbour.layout || neighbour.verdict === "does-not-fit" || neighbour.verdict === "impossible") return null;
  const pins = pinsOf(neighbour.layout);
  return JSON.stringify(pins) === JSON.stringify(pinsOf(chosen)) ? null : pins;
}

interface NeighboursProps {
  readonly neighbours: readonly Neighbour[];
  readonly chosen: GpuLayout;
  readonly onChange: (change: { readonly pins: PinnedLayout }) => void;
}

/** Layouts a step away, and why each was not chosen. */
export const Neighbours = memo(function Neighbours({ neighbours, chosen, onChange }: NeighboursProps) {
  return (
    <div className={classes.neighbours}>
      <ScrollTable caption="Layouts one step away, and why each was not chosen" minWidth={34}>
        <TableThead>
          <TableTr>
            <TableTh scope="col">Instead</TableTh>
            <TableTh scope="col">Verdict</TableTh>
            <TableTh scope="col">Why</TableTh>
            <TableTh scope="col">
              <span className="visually-hidden">Action</span>
            </TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {neighbours.map((neighbour) => {
            const pins = pinsTo(neighbour, chosen);
            return (
              <TableTr key={neighbour.change}>
                <TableTh scope="row" className={classes.change}>
                  {neighbour.change}
                </TableTh>
                <TableTd className={classes.verdict}>
                  <ToneMark of={tones[neighbour.verdict]} />
                  {verdictText(neighbour)}
                </TableTd>
                <TableTd className={classes.why}>{reasonText(neighbour)}</TableTd>
                <TableTd>
                  {pins && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => onChange({ pins })}
                      aria-label={`Pin this: ${neighbour.change}`}
                    >
                      Pin
                    </Button>
                  )}
                </TableTd>
              </TableTr>
            );
          })}
        </TableTbody>
      </ScrollTable>
    </div>
  );
});
