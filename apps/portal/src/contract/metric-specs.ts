import type { LineSpec } from "../chart/line-option.ts";
import type { MetricPoint } from "../api/outputs.ts";
import type { Interruption } from "./interruptions.ts";

const window = 20;

/** Mean of the readings up to each point, over a sliding window that is short where the loss still falls fast. */
function smoothed(values: readonly number[]): readonly number[] {
  return values.map((_, index) => {
    const width = Math.min(window, 1 + Math.floor(index / 4));
    const part = values.slice(index - width + 1, index + 1);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

/** Labels only where they do not cover each other. */
const markLabel = (count: number, label: string) => (count <= 4 ? label : "");

/** Loss by step, with the steps to which faults threw the run back. */
export function lossSpec(points: readonly MetricPoint[], interruptions: readonly Interruption[]): LineSpec {
  const means = smoothed(points.map((point) => point.loss));
  return {
    xName: "Step",
    yName: "Loss, nats a token",
    series: [
      {
        name: "Mean of the latest readings",
        dash: "solid",
        tone: "accent",
        points: points.map(({ step }, index) => [step, means[index] ?? 0]),
      },
      { name: "Each reading", dash: "dotted", tone: "quiet", points: points.map(({ step, loss }) => [step, loss]) },
    ],
    marks: interruptions.flatMap(({ step }) =>
      step === null ? [] : [{ at: step, label: markLabel(interruptions.length, "interrupted") }],
    ),
    fromZero: false,
  };
}

/** Throughput by platform hours since the first reading. */
export function throughputSpec(points: readonly MetricPoint[], interruptions: readonly Interruption[]): LineSpec {
  const start = Date.parse(points[0]?.effective_at ?? "");
  const hours = (instant: string) => (Date.parse(instant) - start) / 3_600_000;
  return {
    xName: "Hours since the first reading",
    yName: "Throughput, tokens a second",
    series: [
      {
        name: "Throughput",
        dash: "solid",
        tone: "accent",
        points: points.map((point) => [hours(point.effective_at), point.tokens_per_second]),
      },
    ],
    marks: interruptions.map(({ at }) => ({ at: hours(at), label: markLabel(interruptions.length, "interrupted") })),
    fromZero: true,
  };
}
