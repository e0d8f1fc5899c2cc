"use client";

import type { MemoryPart, StageBars } from "@ingot/compute";
import { memo, useState } from "react";
import { formatMemory } from "../../format/bytes.ts";
import { formatCount, formatNoun, formatShare } from "../../format/number.ts";
import { Exact } from "../../value/exact.tsx";
import classes from "../planner.module.css";
import { Behind } from "../picture/behind.tsx";
import { StageColumns } from "../picture/stage-columns.tsx";
import { tintOf } from "../picture/tint.ts";
import { Headings } from "../picture/headings.tsx";

type Stage = Pick<StageBars, "stage" | "layers" | "ranks" | "parts" | "used" | "available" | "fullest">;

function Legend({ stage }: { readonly stage: Stage }) {
  const free: MemoryPart["bytes"] | number = stage.available - stage.used;
  return (
    <table className={classes.legend}>
      <caption>
        {formatMemory(stage.used)} of {formatMemory(stage.available)}, {formatShare(stage.used / stage.available, 0)}
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Size</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {stage.parts.map((part, index) => (
          <tr key={part.kind} hidden={part.bytes === 0}>
            <th scope="row">
              <span className={classes.swatch} data-tint={tintOf(part.kind, index)} aria-hidden />
              {part.label}
            </th>
            <td>
              <Exact value={`${formatCount(part.bytes)} B`}>{formatMemory(part.bytes)}</Exact>
            </td>
            <td className={classes.faint}>{formatShare(part.bytes / stage.available)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">
            <span className={classes.swatch} data-tint="free" aria-hidden />
            Free
          </th>
          <td>{formatMemory(Math.max(0, free))}</td>
          <td className={classes.faint}>{formatShare(Math.max(0, free) / stage.available)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function StageTable({ stages }: { readonly stages: readonly Stage[] }) {
  return (
    <Behind summary={`Table of all ${stages.length} stages`} label="Memory of each stage">
      {() => (
        <>
          <thead>
            <tr>
              <Headings names={["Stage", "Layers", ...(stages[0]?.parts ?? []).map(({ label }) => label), "Used"]} />
            </tr>
          </thead>
          <tbody>
            {stages.map((stage) => (
              <tr key={stage.stage}>
                <th scope="row">{stage.stage}</th>
                <td>{formatCount(stage.layers)}</td>
                {stage.parts.map((part) => (
                  <td key={part.kind}>{formatMemory(part.bytes)}</td>
                ))}
                <td>{formatMemory(stage.used)}</td>
              </tr>
            ))}
          </tbody>
        </>
      )}
    </Behind>
  );
}

/** What fills the devices of each pipeline stage, kind upon kind, against all the memory there is. */
export const StageMemory = memo(function StageMemory({ stages }: { readonly stages: readonly Stage[] }) {
  const [looked, setLooked] = useState<number | null>(null);
  const fullest = stages.find((stage) => stage.fullest) ?? stages[0];
  const shown = stages.find(({ stage }) => stage === looked) ?? fullest;
  if (!shown || !fullest) return null;
  const which = shown.fullest ? "the fullest" : `the fullest is stage ${fullest.stage}`;
  return (
    <>
      <div className={classes.memory}>
        <figure className={classes.columnsFigure} onPointerLeave={() => setLooked(null)}>
          <div className={classes.capacity}>{formatMemory(shown.available)}</div>
          <StageColumns
            stages={stages}
            chosen={shown.stage}
            label={`Memory of ${formatNoun(stages.length, "stage")}; the fullest holds ${formatMemory(fullest.used)} of ${formatMemory(fullest.available)}.`}
            onLook={setLooked}
          />
          <figcaption className={classes.columnsCaption}>
            {stages.length > 1 ? "pipeline stage, first to last" : "every device alike"}
          </figcaption>
        </figure>
        <div className={classes.legendSide}>
          {stages.length > 1 && (
            <p className={classes.legendTitle}>
              Stage {shown.stage}, {which}: {formatNoun(shown.layers, "layer")}, {formatNoun(shown.ranks, "rank")}
            </p>
          )}
          <Legend stage={shown} />
        </div>
      </div>
      {stages.length > 1 && <StageTable stages={stages} />}
    </>
  );
});
