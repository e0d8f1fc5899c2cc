import { findModel } from "../model/catalog.ts";
import { plan } from "../plan/dispatch.ts";
import { throughputSigma } from "../plan/error-band.ts";
import type { HardwareChoice } from "../plan/plan.ts";
import { tokens } from "@ingot/units";
import type { PromiseTrial } from "./promise.ts";
import type { FaultProfileName } from "./state.ts";

const contracts: readonly (readonly [model: string, tokens: number, choice: HardwareChoice])[] = [
  ["gpt2-xl", 30e9, { system: "dgx-h100", devices: 8 }],
  ["gpt-j-6b", 100e9, { system: "dgx-h100", devices: 64 }],
  ["llama3-8b", 400e9, { system: "dgx-h100", devices: 256 }],
  ["llama3-70b", 200e9, { system: "dgx-h100", devices: 1024 }],
  ["gpt-j-6b", 100e9, { system: "cs-3", devices: 4 }],
];

/** The kinds of contract whose promises are counted, from one node to 128 and on wafers. */
export function promiseTrials(of: {
  readonly contracts: number;
  readonly faults: FaultProfileName;
  readonly seed: string;
  readonly exact?: boolean;
}): readonly (PromiseTrial & { readonly label: string })[] {
  return contracts.map(([modelId, count, choice]) => {
    const model = findModel(modelId);
    if (!model) throw new RangeError(`the catalog has no model ${modelId}`);
    const sequenceLength = Math.min(2048, model.contextLength);
    const ask = { model, tokens: tokens(count), sequenceLength, globalBatchSize: 1024, dtype: "bf16" } as const;
    const planned = plan(ask, choice);
    if (planned.kind === "infeasible") throw new RangeError(`${modelId} on ${choice.system}: ${planned.reason.text}`);
    return {
      label: `${modelId} on ${choice.devices} devices of ${choice.system}`,
      plan: planned,
      tokens: count,
      throughputSigma: of.exact ? 0 : throughputSigma(planned),
      faults: of.faults,
      spares: Math.max(2, Math.ceil(planned.hardware.nodes * 0.04)),
      contracts: of.contracts,
      seed: `${of.seed} ${modelId} ${choice.system}`,
    };
  });
}
