const tints: Readonly<Record<string, string>> = {
  weights: "a",
  gradients: "b",
  optimizer: "c",
  activations: "d",
  buffers: "e",
  reserved: "e",
  live: "f",
  logits: "f",
};
const spare = ["a", "b", "c", "d", "e", "f"] as const;

/** The colour and pattern of a kind of memory; the stylesheet knows them by letter. */
export const tintOf = (kind: string, index: number): string => tints[kind] ?? spare[index % spare.length] ?? "a";
