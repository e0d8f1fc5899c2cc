import { formatCount, formatNoun } from "../../format/number.ts";
import type { RampView } from "../worker/message.ts";

/** Of many sizes the first few tell enough. */
const most = 6;

/** Which sizes of a ramp cannot be shared as they are, and how long their steps are taken to last; empty for none. */
export function unevenText({ stages, layout }: RampView): string {
  const sizes = stages.filter(({ even }) => !even).map(({ globalBatchSize }) => formatCount(globalBatchSize));
  if (sizes.length === 0) return "";
  const more = sizes.length > most ? ` and ${formatCount(sizes.length - most)} more` : "";
  const batches = `batches of ${sizes.slice(0, most).join(", ")}${more}`;
  if (!layout)
    return `Nothing cuts ${batches} evenly: their steps are taken to last as those of the sizes around them.`;
  const replicas = `${formatNoun(layout.dataParallel, "replica")} with micro batches of ${formatCount(layout.microbatchSize)}`;
  return `The run keeps its layout, and ${replicas} cannot share ${batches} evenly: their steps last as those of the next batch that can be shared.`;
}
