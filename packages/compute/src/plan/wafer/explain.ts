import { seconds } from "@ingot/units";
import type { Reason, WaferLayout, WaterfallBar } from "../plan.ts";
import { smallestStore, storedBytesPerParameter } from "../../hardware/wafer-cluster.ts";
import { parameterCount } from "../../model/parameters.ts";
import { gibibytes, percent, short, spell } from "../life.ts";
import { waferStartup } from "./job-phases.ts";
import { layerSeconds, skipsZeros, type WaferWork } from "./layer.ts";
import { sparseLoss } from "./sparsity.ts";
import type { WaferStep } from "./step.ts";

type Cause = Exclude<keyof WaferStep, "total" | "bound" | "streamHidden" | "spillHidden">;

const labels: Readonly<Record<Cause, readonly [label: string, sentence: string]>> = {
  matrix: ["Matrix work", "is matrix work of the layers"],
  reduce: ["Sums across the mesh", "is partial sums that travel across the features of a layer"],
  attention: ["Attention", "is scores, softmax and values of attention"],
  elementwise: ["Element-wise work", "is norms, activations and residuals"],
  head: ["Output layer", "goes to the output layer and the loss"],
  recompute: ["Recomputed forward work", "is forward work done again because activations were dropped"],
  stream: ["Weight stream", "is cores waiting for weights in and gradients out"],
  spill: ["Activation spill", "is cores waiting for activations on the activation servers"],
  tree: ["Broadcast and reduce", "is lost to broadcasting weights and summing gradients over the systems"],
  fill: ["Pipeline fill", "is filling at the start of a step and draining at its end"],
  input: ["Input", "is waiting for input workers"],
};

/** **Returns** one bar for each cause of wafer step time. */
export function waferWaterfall(step: WaferStep): WaterfallBar[] {
  const hidden: Partial<Record<Cause, number>> = { stream: step.streamHidden, spill: step.spillHidden };
  return (Object.keys(labels) as Cause[])
    .filter((cause) => step[cause] > 0 || (hidden[cause] ?? 0) > 0)
    .map((cause) => ({
      cause,
      label: labels[cause][0],
      secondsExposed: seconds(step[cause]),
      secondsHidden: seconds(hidden[cause] ?? 0),
    }));
}

const placement = {
  resident: "all activations stay on the wafer",
  spilled: "layer inputs wait on activation servers for the backward pass",
  recomputed: "activations are computed again in the backward pass",
} as const;

const nameSystems = (systems: number) => (systems === 1 ? "one system" : `${systems} systems`);

function layoutReason(layout: WaferLayout): Reason {
  const { systems, microbatchSize, accumulation } = layout;
  if (layout.execution === "pipelined") {
    return {
      code: "layout",
      text: `All layers lie side by side on ${nameSystems(systems)}: ${accumulation} sequences a step follow each other through them (pipelined execution). They are placed as its floor shows; nothing was fitted to a pipelined run, and the one measured (BERT large, 2023) was 18 % faster with one release and 12 % slower with the next.`,
      values: { systems, sequences: accumulation, execution: "pipelined" },
    };
  }
  const times = accumulation === 1 ? "once" : `${accumulation} times`;
  return {
    code: "layout",
    text: `The same program runs on ${nameSystems(systems)}: ${microbatchSize} sequences at a time on each, ${times} a step; ${placement[layout.activations]}.`,
    values: { systems, microbatchSize, accumulation, activations: layout.activations },
  };
}

const bounds = {
  compute: "Cores are the bound: weights arrive faster than a layer computes.",
  stream: "The weight stream is the bound: more sequences on each system would use the cores better.",
  spill: "Moving activations off the wafer is the bound.",
  input: "Input workers are the bound: the wafer could take more tokens than they deliver.",
} as const;

const pipelinedBound = "The slowest kernel is the bound: sequences follow each other at its pace.";

function memoryReason({ layout, system }: WaferWork, used: number): Reason {
  const available = system.memory.value;
  const how =
    layout.execution === "pipelined"
      ? "the whole model lives there"
      : "weights stay outside and stream in layer by layer";
  return {
    code: "memory",
    text: `One wafer holds ${gibibytes(used)} of ${gibibytes(available)} of SRAM; ${how}.`,
    values: { used, available },
  };
}

/** A quote counts the compiler in full: whether a site keeps the program is known when the run starts there. */
function compileReason({ model }: WaferWork): Reason[] {
  const compile = waferStartup(parameterCount(model).total, model.layers).find(({ phase }) => phase === "compile");
  if (compile?.secondsAgain === undefined) return [];
  const { seconds: full, secondsAgain } = compile;
  const text = `Compiling is counted in full, ${spell(full)}: where the site keeps this program from an earlier run (same model, sequence, micro batch and mesh) it takes ${spell(secondsAgain)}, and the run ends that much earlier.`;
  return [{ code: "compile", text, values: { seconds: full, secondsAgain } }];
}

/** Why zeros make a run no faster, where they do not. */
function unskipped(work: WaferWork): Reason[] {
  const { layout, sparsity } = work;
  const reason = (text: string): Reason[] => [{ code: "zeros", text, values: { share: sparsity?.share ?? 0 } }];
  if (layout.execution === "pipelined") {
    return reason("Side by side the weights lie on the wafer with their zeros: these save no time.");
  }
  if (skipsZeros(work, layerSeconds(work))) return [];
  return reason("So few zeros cost more to skip than they save: they are sent and multiplied as any weight.");
}

/** Where the weights wait, and what only some runs have: zeros among the weights, software of another day, a model small enough to stay. */
function specialReasons(work: WaferWork): Reason[] {
  const { model, system, layout, sparsity, release } = work;
  const parameters = parameterCount(model).total;
  const reasons: Reason[] = [];
  const store = layout.execution === "pipelined" ? undefined : smallestStore(system.id, parameters);
  if (store) {
    const held = parameters * storedBytesPerParameter.value;
    const text = `Weights and optimizer state, ${short(held)}B, wait in ${store.label}.`;
    reasons.push({ code: "store", text, values: { held, size: store.size.value } });
  }
  if (sparsity) {
    const { text, equivalentParameters, lossAdded, law } = sparseLoss(parameters, sparsity.share);
    const values = { share: sparsity.share, equivalentParameters, lossAdded, law };
    reasons.push({ code: "sparsity", text, values }, ...unskipped(work));
  }
  if (release !== 1) {
    const text = `The software of the stated day reaches ${percent(release)} of the speed of mature releases.`;
    reasons.push({ code: "release", text, values: { release } });
  }
  if (layout.execution !== "pipelined" && parameters <= system.residentParametersMax.value) {
    const most = system.residentParametersMax.value;
    const text = `At ${short(parameters).trim()} parameters the model could live on one wafer whole (up to ${short(most).trim()}) and run pipelined; it is quoted streamed, which is what was measured.`;
    reasons.push({ code: "resident", text, values: { parameters, most } });
  }
  return reasons;
}

/** **Returns** the reasons of a wafer plan: layout, speed and bound, memory, what is special, then each cause of time. */
export function explainWafer(work: WaferWork, step: WaferStep, used: number, utilization: number): Reason[] {
  const reasons: Reason[] = [
    layoutReason(work.layout),
    {
      code: "speed",
      text: `A step takes ${spell(step.total)} at ${percent(utilization)} of the dense fp16 peak. ${work.layout.execution === "pipelined" ? pipelinedBound : bounds[step.bound]}`,
      values: { stepSeconds: step.total, utilization, bound: step.bound },
    },
    memoryReason(work, used),
    ...specialReasons(work),
    ...compileReason(work),
  ];
  for (const bar of waferWaterfall(step)) {
    const share = bar.secondsExposed / step.total;
    if (share < 0.005 && bar.secondsHidden / step.total < 0.02) continue;
    const values = { seconds: bar.secondsExposed, hiddenSeconds: bar.secondsHidden, share };
    if (share < 0.0005) {
      const text = `${bar.label}: ${spell(bar.secondsHidden)}, all of it behind compute.`;
      reasons.push({ code: `time.${bar.cause}`, text, values });
      continue;
    }
    const hidden = bar.secondsHidden > 0 ? `; a further ${spell(bar.secondsHidden)} hides behind compute` : "";
    reasons.push({
      code: `time.${bar.cause}`,
      text: `${spell(bar.secondsExposed)} (${percent(share)}) ${labels[bar.cause as Cause][1]}${hidden}.`,
      values,
    });
  }
  return reasons;
}
