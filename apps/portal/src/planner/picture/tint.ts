const spare = ["a", "b", "c", "d", "e", "f"] as const;
type Tint = (typeof spare)[number];

const tints: Readonly<Record<string, Tint>> = {
  weights: "a",
  gradients: "b",
  optimizer: "c",
  activations: "d",
  buffers: "e",
  reserved: "e",
  live: "f",
  logits: "f",
};

/** The colour and pattern of a kind of memory; the stylesheet knows them by letter. */
export const tintOf = (kind: string, index: number): Tint => tints[kind] ?? spare[index % spare.length] ?? "a";
