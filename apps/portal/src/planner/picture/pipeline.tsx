"use client";

import { memo, type PointerEvent, useCallback, useMemo, useRef, useState } from "react";
import { formatStepTime } from "../../format/duration.ts";
import { formatNoun, formatShare } from "../../format/number.ts";
import { unbroken } from "../../format/unbroken.ts";
import { Section } from "../../page/section.tsx";
import { PlainButton } from "../control/plain-button.tsx";
import classes from "../planner.module.css";
import type { PipelineView } from "../worker/message.ts";
import { Behind } from "./behind.tsx";
import type { Inks } from "./canvas.ts";
import { axisHeight, drawPipeline } from "./draw-pipeline.ts";
import { pipelineScale, stageRows } from "./pipeline-scale.ts";
import { useSheet } from "./use-sheet.ts";
import { useWidth } from "./use-width.ts";
import { Headings } from "./headings.tsx";

const label = 34;
const schedules: Readonly<Record<string, string>> = {
  "1f1b": "one forward, one backward (1F1B)",
  interleaved: "interleaved 1F1B",
  "zb-h1": "zero bubble H1",
  "zb-v": "zero bubble V",
};
const kinds = ["Forward", "Backward", "Gradient of the weights"] as const;

const rowHeight = (stages: number): number => Math.min(22, Math.max(3, Math.floor(300 / stages)));

/** The slot below a place of the picture, in words. */
function slotAt({ slots }: PipelineView, stage: number, seconds: number): string | null {
  for (let index = 0; index < slots.stage.length; index++) {
    const [start = 0, end = 0] = [slots.start[index], slots.end[index]];
    if (slots.stage[index] !== stage || seconds < start || seconds > end) continue;
    const kind = kinds[slots.kind[index] ?? 0];
    const which = `micro batch ${(slots.microbatch[index] ?? 0) + 1}, chunk ${(slots.chunk[index] ?? 0) + 1}`;
    return `Stage ${stage}: ${kind} of ${which}, ${formatStepTime(end - start)} from ${formatStepTime(start)} on.`;
  }
  return `Stage ${stage} waits.`;
}

const Zoom = memo(function Zoom({ zoom, onZoom }: { readonly zoom: number; readonly onZoom: (zoom: number) => void }) {
  return (
    <div className={classes.zoom}>
      <PlainButton disabled={zoom <= 1} onClick={() => onZoom(1)}>
        Whole step
      </PlainButton>
      <PlainButton disabled={zoom <= 1} onClick={() => onZoom(Math.max(1, zoom / 2))} aria-label="Show more time">
        −
      </PlainButton>
      <PlainButton disabled={zoom >= 64} onClick={() => onZoom(zoom * 2)} aria-label="Show less time, larger">
        +
      </PlainButton>
    </div>
  );
});

function Legend({ weights }: { readonly weights: boolean }) {
  return (
    <ul className={classes.inlineLegend}>
      {["a", "d", ...(weights ? ["b"] : [])].map((tint, index) => (
        <li key={tint}>
          <span className={classes.chip} data-ink={tint} aria-hidden />
          {kinds[index]}
        </li>
      ))}
      <li>
        <span className={classes.chip} data-ink="free" aria-hidden />
        Waiting
      </li>
    </ul>
  );
}

function StageTable({ view }: { readonly view: PipelineView }) {
  return (
    <Behind summary="Table of the stages" label="Work of each stage">
      {() => (
        <>
          <thead>
            <tr>
              <Headings names={["Stage", "Begins at", ...kinds]} />
            </tr>
          </thead>
          <tbody>
            {stageRows(view).map((row) => (
              <tr key={row.stage}>
                <th scope="row">{row.stage}</th>
                {[row.begins, row.forward, row.backward, row.weight].map((seconds, index) => (
                  <td key={kinds[index - 1] ?? "begins"}>{formatStepTime(seconds)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </>
      )}
    </Behind>
  );
}

/** The canvas follows the scroll: only what is in sight is drawn. */
function Canvas({
  view,
  zoom,
  onPoint,
}: {
  view: PipelineView;
  zoom: number;
  onPoint: (words: string | null) => void;
}) {
  const { holder, width } = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [scrolled, setScrolled] = useState(0);
  const row = rowHeight(view.stages);
  const height = view.stages * row + axisHeight;
  const scale = useMemo(() => pipelineScale(view, Math.max(120, (width - label) * zoom)), [view, width, zoom]);
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, inks: Inks) =>
      drawPipeline(pen, view, { scale, scrolled, width, row, label }, inks),
    [view, scale, scrolled, width, row],
  );
  useSheet(canvas, width, height, draw);
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left - label + event.currentTarget.scrollLeft;
    const stage = Math.floor((event.clientY - box.top) / row);
    onPoint(x >= 0 && stage >= 0 && stage < view.stages ? slotAt(view, stage, scale.seconds(x)) : null);
  };
  return (
    <div
      ref={holder}
      className={classes.pipeline}
      style={{ height }}
      role="group"
      aria-label="Pipeline schedule, scrolls sideways"
      tabIndex={0}
      onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
      onPointerMove={point}
      onPointerLeave={() => onPoint(null)}
    >
      <div style={{ width: label + scale.width, height: 1 }}>
        <canvas
          ref={canvas}
          className={classes.pinned}
          role="img"
          aria-label={`${formatNoun(view.stages, "stage")} from top to bottom, time from left to right; the table behind has the numbers.`}
        />
      </div>
    </div>
  );
}

/** The pipeline's step, drawn to scale: who works on what, when. */
export const Pipeline = memo(function Pipeline({ view }: { readonly view: PipelineView }) {
  const [zoom, setZoom] = useState(1);
  const [words, setWords] = useState<string | null>(null);
  const says =
    `${schedules[view.schedule] ?? view.schedule}, ${formatNoun(view.stages, "stage")}` +
    `${view.chunks > 1 ? ` of ${view.chunks} chunks` : ""}, ${formatNoun(view.microbatches, "micro batch", "micro batches")}; ` +
    `stages wait ${formatShare(view.idleShare)} of ${formatStepTime(view.length)}`;
  return (
    <Section title="The pipeline, to scale" hint={unbroken(says)} actions={<Zoom zoom={zoom} onZoom={setZoom} />}>
      <Canvas view={view} zoom={zoom} onPoint={setWords} />
      <div className={classes.below}>
        <Legend weights={view.schedule.startsWith("zb")} />
        <p className={classes.pointed}>
          {words ??
            (view.elided
              ? "The steady middle (…) is like what is around it and left out. Numbers are micro batches."
              : "Numbers are micro batches; lighter shades are later chunks.")}
        </p>
      </div>
      <StageTable view={view} />
    </Section>
  );
});
