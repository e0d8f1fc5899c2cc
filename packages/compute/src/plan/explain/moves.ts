import { nameLayout, unusualParts } from "../gpu/explain.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import { percent, spell } from "../life.ts";
import type { Dtype, GpuLayout } from "../plan.ts";
import { climb } from "./climb.ts";
import type { Move } from "./explanation.ts";
import { unsought } from "./neighbours.ts";
import type { Priced } from "./setting.ts";

interface Idea {
  readonly code: string;
  readonly action: string;
  readonly work: GpuWorkload;
  readonly from: GpuLayout;
}

const withMachine = (work: GpuWorkload, machine: Partial<GpuWorkload["machine"]>): GpuWorkload => ({
  ...work,
  machine: { ...work.machine, ...machine },
});

function hardwareIdeas(work: GpuWorkload, from: GpuLayout): Idea[] {
  const { machine } = work;
  return [
    {
      code: "network",
      action: `Double the network to ${(machine.networkBandwidth * 2) / 1e9} GB/s a GPU`,
      work: withMachine(work, { networkBandwidth: machine.networkBandwidth * 2 }),
      from,
    },
    {
      code: "link",
      action: `Double NVLink to ${(machine.linkBandwidth * 2) / 1e9} GB/s each way`,
      work: withMachine(work, { linkBandwidth: machine.linkBandwidth * 2 }),
      from,
    },
    {
      code: "memoryBandwidth",
      action: `Take memory half as fast again, ${((machine.memoryBandwidth * 1.5) / 1e12).toFixed(1)} TB/s`,
      work: withMachine(work, { memoryBandwidth: machine.memoryBandwidth * 1.5 }),
      from,
    },
    {
      code: "memory",
      action: `Take GPUs with twice the memory, ${Math.round((machine.memory * 2) / 2 ** 30)} GiB`,
      work: withMachine(work, { memory: machine.memory * 2 }),
      from,
    },
  ];
}

/** Formats with a faster matrix unit, in the order of how much training changes. */
const narrower: Partial<Record<Dtype, Dtype>> = { fp32: "bf16", tf32: "bf16", bf16: "fp8", fp16: "fp8", fp8: "fp4" };

function askIdeas(work: GpuWorkload, from: GpuLayout): Idea[] {
  const doubled = { ...work, globalBatchSize: work.globalBatchSize * 2 };
  const ideas: Idea[] = [
    {
      code: "batch",
      action: `Double the batch to ${doubled.globalBatchSize} sequences`,
      work: doubled,
      from: { ...from, microbatches: from.microbatches * 2 },
    },
  ];
  const dtype = narrower[work.dtype];
  const peak = dtype && work.machine.peaks[dtype];
  if (dtype && peak) {
    const action = `Compute in ${dtype}, if the model still learns as well`;
    ideas.push({ code: "dtype", action, work: { ...work, dtype, peak }, from });
  }
  if (from.dataParallel > 1 && from.dataParallel % 2 === 0) {
    const devices = work.devices / 2;
    const half = { ...from, dataParallel: from.dataParallel / 2, microbatches: from.microbatches * 2 };
    ideas.push({ code: "fewer", action: `Take half the GPUs, ${devices}`, work: { ...work, devices }, from: half });
  }
  return ideas;
}

function tell(work: GpuWorkload, now: Priced, idea: Idea): Move | undefined {
  const then = climb(idea.work, idea.from, { share: now.share, anything: idea.code === "layout" });
  if (!then.fits) return undefined;
  const sequences = idea.work.globalBatchSize / work.globalBatchSize;
  const speedUp = (sequences * now.cost.total) / then.cost.total;
  const gain = (speedUp * work.devices) / idea.work.devices;
  const words =
    idea.code === "fewer"
      ? `${percent(Math.abs(gain - 1))} ${gain >= 1 ? "less" : "more"} GPU time for the same tokens, the run ${(1 / speedUp).toFixed(2)} times as long`
      : `${percent(Math.abs(gain - 1))} ${gain >= 1 ? "more" : "fewer"} tokens a second (a step of ${spell(then.cost.total)} instead of ${spell(now.cost.total)}${sequences > 1 ? ` for ${sequences} times the sequences` : ""})`;
  const action =
    idea.code === "layout"
      ? `Take ${nameLayout(then.layout)}, micro batch ${then.layout.microbatchSize}, ${[...unusualParts(then.layout), unsought(work)].join(", ")}`
      : idea.action;
  return {
    code: idea.code,
    action,
    gain,
    speedUp,
    layout: then.layout,
    text: `${action}: ${words}.`,
  };
}

/** Moves on the same kind of GPU, each planned again from the chosen layout; most tokens for each GPU first. */
export function movesOf(work: GpuWorkload, now: Priced): Move[] {
  const own: Idea = { code: "layout", action: "Take another layout", work, from: now.layout };
  return [own, ...askIdeas(work, now.layout), ...hardwareIdeas(work, now.layout)]
    .map((idea) => tell(work, now, idea))
    .filter((move) => move !== undefined)
    .filter((move) => move.code !== "layout" || move.gain > 1.0005)
    .toSorted((left, right) => right.gain - left.gain);
}
