import { findSystem } from "../../hardware/catalog.ts";
import { cerebras } from "../../model/catalog/gpt-models.ts";
import type { ModelShape } from "../../model/shape.ts";
import { fastestStream } from "../wafer/choose-layout.ts";
import { nominalMesh } from "../wafer/mesh.ts";

/** **Source** Dey et al. 2023, arXiv 2304.03208, Table 1: layers, hidden values, heads. */
const shapes = {
  "111M": [10, 768, 12],
  "256M": [14, 1088, 17],
  "590M": [18, 1536, 12],
  "1.3B": [24, 2048, 16],
  "2.7B": [32, 2560, 32],
  "6.7B": [32, 4096, 32],
  "13B": [40, 5120, 40],
} as const;

type Name = keyof typeof shapes;

/** Sequences of a whole step, systems, and the published micro batch. **Source** handbook, Cerebras-GPT configurations. */
const published: readonly (readonly [name: Name, batch: number, systems: number, microbatch: number])[] = [
  ["111M", 120, 1, 120],
  ["256M", 264, 1, 264],
  ["590M", 264, 1, 264],
  ["1.3B", 528, 4, 132],
  ["2.7B", 528, 4, 132],
  ["6.7B", 1040, 8, 65],
  ["13B", 720, 8, 90],
  ["13B", 1080, 12, 90],
];

/** A model of Cerebras-GPT by its size. */
export function cerebrasGpt(name: Name): ModelShape {
  const [layers, hidden, heads] = shapes[name];
  return cerebras({ id: name, label: `Cerebras-GPT ${name}`, layers, hidden, heads });
}

/** A micro batch that was published beside the one that the memory model finds. **Unit** sequences of 2,048 tokens. */
export interface PublishedMicrobatch {
  readonly model: string;
  readonly systems: number;
  readonly batch: number;
  readonly published: number;
  readonly predicted: number;
  readonly errorPercent: number;
}

/** The micro batches of Cerebras-GPT on CS-2, to which no constant was fitted. **Cost** below a millisecond. */
export function publishedMicrobatches(): PublishedMicrobatch[] {
  const system = findSystem("cs-2");
  if (system?.kind !== "wafer") throw new Error("the catalog must have the CS-2");
  return published.map(([name, batch, systems, microbatch]) => {
    const work = { system, mesh: nominalMesh(system), model: cerebrasGpt(name), sequenceLength: 2048, release: 1 };
    const predicted = fastestStream(work, systems, batch / systems)?.layout.microbatchSize ?? 0;
    const errorPercent = 100 * (predicted / microbatch - 1);
    return { model: work.model.label, systems, batch, published: microbatch, predicted, errorPercent };
  });
}
