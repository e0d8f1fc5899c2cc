/** What models built like Llama share: gated blocks, rotary positions, RMS norms, no biases, tables of their own. */
export const llamaLike = {
  gatedFeedForward: true,
  tiedEmbeddings: false,
  positions: "rotary",
  norm: "rms",
  biases: "none",
  parallelBlocks: false,
} as const;
