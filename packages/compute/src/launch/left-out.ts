import { grouped } from "../hardware/devices-in-words.ts";
import { countInWords } from "../model/loss.ts";
import { multiTokenCost } from "../model/multi-token.ts";
import type { LaunchJob } from "./job.ts";

/** That layers which predict further tokens are in neither plan nor files, what they would add, and who adds them. */
export function multiTokenNotes({ model, ask }: LaunchJob, how: string): string[] {
  const { multiTokenLayers = 0 } = model;
  if (multiTokenLayers === 0) return [];
  const { parameters, flopsShare } = multiTokenCost(model, ask.sequenceLength);
  const layers = multiTokenLayers === 1 ? "a layer that predicts" : `${multiTokenLayers} layers that predict`;
  return [
    `the published model also trains ${layers} a further token; neither plan nor files hold it (${countInWords(parameters)} parameters, ${(100 * flopsShare).toPrecision(2)} % more FLOPs): ${how}`,
  ];
}

/** That positions are not stretched, where a configuration would have a trained model read further so. */
export function stretchNotes({ model }: LaunchJob): string[] {
  const { rotaryStretch: stretch } = model;
  return stretch === undefined
    ? []
    : [
        `positions are not stretched: the model's ${stretch.kind} scaling is for reading beyond ${grouped(stretch.from)} tokens`,
      ];
}
