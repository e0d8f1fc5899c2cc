import type { SpeedRatio } from "@ingot/compute";
import { formatSignificant } from "../../format/number.ts";

/** A ratio of speeds as a sentence. */
export function ratioWords({ wafer, gpu, era, ratio }: SpeedRatio): string {
  const day = era === "2022" ? "with the software of 2022" : "today";
  return ratio === null
    ? `${wafer} ${day}: no ratio, for ${gpu} cannot run it at all.`
    : `${wafer} ${day}: as fast as ${formatSignificant(ratio, 2)} GPUs of ${gpu}.`;
}
