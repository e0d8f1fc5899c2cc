import { formatBytes } from "../../format/bytes.ts";
import { formatDuration } from "../../format/duration.ts";
import { formatCount, formatShare } from "../../format/number.ts";
import { Facts } from "../../value/facts.tsx";
import type { Floor, Kernel } from "../question.ts";
import { boundLooks } from "./bounds.ts";

/** What the chosen kernel takes: cores, memory, time, and what bounds it. */
export function KernelFacts({ kernel, floor }: { readonly kernel: Kernel; readonly floor: Floor }) {
  const { execution, layers } = floor;
  const streamed = execution === "streamed";
  const ofLayers = kernel.name === "head" || layers === 1 ? "" : ` in ${formatCount(layers)} layers`;
  return (
    <Facts
      items={[
        {
          name: "Cores",
          value: `${formatCount(kernel.cores)}, ${formatCount(kernel.width)} × ${formatCount(kernel.height)}`,
        },
        { name: "Memory", value: `${formatBytes(kernel.memory)} of SRAM` },
        {
          name: "Time in a step",
          value: streamed
            ? `${formatDuration(kernel.seconds)}${ofLayers}, ${formatShare(kernel.shareOfStep)}`
            : formatDuration(kernel.seconds),
        },
        { name: "Bound by", value: boundLooks[kernel.bound].words },
        {
          name: streamed ? "Cores with nothing to do" : "Waits for the slowest",
          value: formatShare(kernel.idleShare),
        },
      ]}
    />
  );
}
