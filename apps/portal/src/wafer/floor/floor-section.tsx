"use client";

import { Alert, Skeleton, Text } from "@mantine/core";
import { useState } from "react";
import type { Plan } from "../../api/outputs.ts";
import { formatCount, formatShare } from "../../format/number.ts";
import { Section } from "../../page/section.tsx";
import { useWaferAnswer } from "../answer/use-wafer-answer.ts";
import type { Floor, FloorAnswer, Kernel, WaferAsk, WaferDraw } from "../question.ts";
import classes from "../wafer.module.css";
import { DefectControls } from "./defect-controls.tsx";
import { DefectFacts } from "./defect-facts.tsx";
import { FloorCanvas } from "./floor-canvas.tsx";
import { FloorLegend } from "./floor-legend.tsx";
import { KernelFacts } from "./kernel-facts.tsx";
import { KernelList } from "./kernel-list.tsx";
import type { Core } from "./use-floor-view.ts";

interface FloorSectionProps {
  readonly ask: WaferAsk;
  readonly plan: Plan;
}

/** What the picture shows, for those who do not see it. */
function summaryOf({ execution, rectangles, fabric, layers }: Floor): string {
  const mesh = `${formatCount(fabric.meshColumns)} by ${formatCount(fabric.meshRows)} cores`;
  if (execution === "pipelined") return `${rectangles.length} kernels side by side on a mesh of ${mesh}.`;
  const turns = rectangles.map(({ label, shareOfStep }) => `${label} ${formatShare(shareOfStep, 0)}`).join(", ");
  return `The kernels of ${layers} equal layers take turns on a mesh of ${mesh}; of a step: ${turns}.`;
}

function explain({ execution, features, layers }: Floor): string {
  if (execution === "pipelined") return "All layers live on the wafer side by side; the slowest sets the pace.";
  const [along, across] = features === "rows" ? ["rows", "columns"] : ["columns", "rows"];
  return (
    `Weights stream in, so that each kernel has the whole wafer in its turn: features lie along the ${along}, tokens along the ${across}. ` +
    `${formatCount(layers)} equal layers repeat these turns; the output layer comes once.`
  );
}

const longest = (kernels: readonly Kernel[]): Kernel | undefined =>
  kernels.toSorted((left, right) => right.seconds - left.seconds)[0];

function FloorPicture({ answer }: { readonly answer: Extract<FloorAnswer, { kind: "floor" }> }) {
  const { floor, coreOf, plannedStep } = answer;
  const [name, setName] = useState<string | null>(null);
  const [target, setTarget] = useState<Core | null>(null);
  const selected = floor.rectangles.find((each) => each.name === name) ?? longest(floor.rectangles);
  if (!selected) return <Text c="dimmed">This plan has no kernels to show.</Text>;
  const select = (kernel: Kernel) => setName(kernel.name);
  const streamed = floor.execution === "streamed";
  return (
    <div className={classes.frame}>
      <Text size="sm" c="dimmed" mb="sm">
        {explain(floor)}
      </Text>
      <div className={classes.split}>
        <div>
          <FloorCanvas
            floor={floor}
            coreOf={coreOf}
            selected={selected}
            label={`Floorplan. ${summaryOf(floor)}`}
            target={target}
            onSelect={select}
          />
          <FloorLegend floor={floor} />
        </div>
        <div>
          <div className={classes.listTitle}>
            <span>{streamed ? "Kernel, in its turn" : "Layer"}</span>
            <span>{streamed ? "of the step" : "busy"}</span>
          </div>
          <KernelList kernels={floor.rectangles} selected={selected} streamed={streamed} onSelect={select} />
        </div>
      </div>
      <div className={classes.chosen} role="group" aria-label={`Chosen kernel: ${selected.label}`}>
        <h3>{selected.label}</h3>
        <KernelFacts kernel={selected} floor={floor} />
      </div>
      {coreOf && (
        <div className={classes.chosen} role="group" aria-label="Defects and the way around them">
          <h3>Defects, and the way around them</h3>
          <DefectFacts floor={floor} kernel={selected} plannedStep={plannedStep} onShow={setTarget} />
        </div>
      )}
    </div>
  );
}

/** Where the work lies on the wafer, with its defects or without. */
export function FloorSection({ ask, plan }: FloorSectionProps) {
  const [draw, setDraw] = useState<WaferDraw>({ defects: "none", number: 1 });
  const { answer, failure } = useWaferAnswer("floor", { ask, plan, draw });
  const drawn =
    draw.defects === "none"
      ? null
      : `Wafer number ${draw.number} of a seeded draw, not the one that your run would get; density and clusters are assumed.`;
  return (
    <Section
      title="The work on the wafer"
      hint={drawn ?? `${plan.system_label}: where each kernel lies, and what bounds it`}
      actions={<DefectControls draw={draw} onChange={setDraw} />}
    >
      {failure !== null && <Alert color="gray">There is no picture: {failure}</Alert>}
      {answer?.kind === "no-floor" && (
        <Alert color="gray" title="There is no floor on this wafer">
          {answer.text} A wafer like it is not sold.
        </Alert>
      )}
      {answer?.kind === "floor" && <FloorPicture answer={answer} />}
      {answer === null && failure === null && <Skeleton height={420} />}
    </Section>
  );
}
