import type { Kernel } from "../question.ts";

export type Bound = Kernel["bound"];

/** How kernels of a bound look: a colour of the page and a pattern that reads without it. */
export interface BoundLook {
  readonly label: string;
  /** As part of a sentence: "bound by …". */
  readonly words: string;
  readonly color: string;
  readonly pattern: "plain" | "rising" | "dots" | "level" | "crossed";
}

export const boundLooks: Readonly<Record<Bound, BoundLook>> = {
  matrix: { label: "Multiplying", words: "multiplications on its cores", color: "--ingot-accent", pattern: "plain" },
  reduce: { label: "Summing over the fabric", words: "sums over the fabric", color: "--ingot-info", pattern: "rising" },
  elementwise: {
    label: "Element by element",
    words: "work on each element",
    color: "--ingot-good",
    pattern: "dots",
  },
  stream: { label: "Weight stream", words: "the stream of weights", color: "--ingot-warn", pattern: "level" },
  spill: {
    label: "Activations off the wafer",
    words: "activations that leave the wafer",
    color: "--ingot-bad",
    pattern: "crossed",
  },
};
