import { assumed, quantity, type Quantity } from "./quantity.ts";

/** A weight store that is sold beside wafers (MemoryX). */
export interface WeightStore {
  readonly label: string;
  /** Systems it was announced for. */
  readonly systems: readonly string[];
  /** **Unit** byte. */
  readonly size: Quantity;
}

const marketed = "Cerebras, MemoryX of CS-2: 4 TB to 2.4 PB announced, 1.5 and 12 TB delivered";
const announced3 = "Cerebras, CS-3 announcement, March 2024: MemoryX of 24, 36, 120 and 1,200 TB";

const store = (system: string, terabytes: number, source: string): WeightStore => ({
  label: `MemoryX ${terabytes.toLocaleString("en-US")} TB`,
  systems: [system],
  size: quantity(terabytes * 1e12, "B", source),
});

/** Sizes of the weight store, smallest first for each system. */
export const weightStores: readonly WeightStore[] = [
  store("cs-2", 1.5, marketed),
  store("cs-2", 12, marketed),
  ...[24, 36, 120, 1200].map((terabytes) => store("cs-3", terabytes, announced3)),
];

/** The tree that copies weights to all systems and sums their gradients (SwarmX). */
export const waferTree = {
  /** Systems joined by one node of the tree. */
  systemsPerNode: assumed(0.5, "system", "assumed as at Argonne: 8 SwarmX nodes for 4 systems (ALCF user guide)"),
  /** **Unit** byte/s of one system, each way. */
  bandwidth: quantity(150e9, "B/s", "one copy for each system at its own 12 x 100 GbE (Cerebras, SwarmX)"),
  /** Share of ideal speed that 16 systems keep. */
  efficiencyAt16: quantity(0.91, "1", "Cerebras-GPT 2023: linear within 9 % up to 16 CS-2; Sandia reports 15.3 of 16"),
} as const;

/** Bytes that a weight store keeps for a parameter: 16-bit weights for the stream, 32-bit master, two Adam moments. */
export const storedBytesPerParameter: Quantity = assumed(
  14,
  "B/parameter",
  "assumed: 2 + 4 + 4 + 4 bytes, no published figure; Sandia's 1 trillion parameters then take 14 TB",
);

/** **Returns** the smallest store of a system that holds so many parameters, or undefined. */
export const smallestStore = (system: string, parameters: number): WeightStore | undefined =>
  weightStores.find(
    ({ systems, size }) => systems.includes(system) && size.value >= parameters * storedBytesPerParameter.value,
  );
