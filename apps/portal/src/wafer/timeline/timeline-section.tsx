"use client";

import { Alert, Skeleton, Text } from "@mantine/core";
import type { StreamingTimeline } from "@ingot/compute";
import type { Plan } from "../../api/outputs.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatCount, formatShare } from "../../format/number.ts";
import { Section } from "../../page/section.tsx";
import { useWaferAnswer } from "../answer/use-wafer-answer.ts";
import type { WaferAsk } from "../question.ts";
import classes from "../wafer.module.css";
import { TimelineCanvas } from "./timeline-canvas.tsx";
import { TimelineTable } from "./timeline-table.tsx";
import { lanes } from "./window.ts";

interface TimelineSectionProps {
  readonly ask: WaferAsk;
  readonly plan: Plan;
}

const busyWords = ({ busy }: StreamingTimeline): string =>
  lanes
    .filter(({ lane }) => busy[lane] > 0)
    .map(({ lane, label }) => `${label.toLowerCase()} ${formatShare(busy[lane])}`)
    .join(", ");

/** How a step is made of micro batches. */
function stepWords({ repeats, microbatchTime, treeTime, stepTime }: StreamingTimeline): string {
  const batches =
    repeats === 1
      ? `One micro batch of ${formatDuration(microbatchTime)} is the step`
      : `${formatCount(repeats)} micro batches of ${formatDuration(microbatchTime)} make a step`;
  const tree = treeTime > 0 ? `, ${formatDuration(treeTime)} of it to broadcast and sum over the systems` : "";
  return `${batches} of ${formatDuration(stepTime)}${tree}.`;
}

/** One step as it streams: weights in, compute, gradients out, layer by layer. */
export function TimelineSection({ ask, plan }: TimelineSectionProps) {
  const { answer, failure, current } = useWaferAnswer("timeline", { ask, plan });
  return (
    <Section title="One step as it streams" hint={answer ? stepWords(answer) : undefined}>
      {failure !== null && <Alert color="gray">There is no timeline: {failure}</Alert>}
      {answer && (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            Busy within a micro batch: {busyWords(answer)}. What runs at the same time hides behind the longest.
          </Text>
          <TimelineCanvas
            timeline={answer}
            label={`Timeline of one micro batch of ${formatDuration(answer.microbatchTime)}. Busy: ${busyWords(answer)}.`}
          />
          <details className={classes.defects}>
            <summary>Table of the passes</summary>
            <TimelineTable timeline={answer} />
          </details>
        </>
      )}
      {!answer && current && failure === null && (
        <Text c="dimmed">All weights stay on the wafer: nothing streams.</Text>
      )}
      {!answer && !current && <Skeleton height={240} />}
    </Section>
  );
}
