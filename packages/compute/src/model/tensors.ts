import type { BiasShape, ModelShape } from "./shape.ts";
import { attendedPositions, predictedShare, type Stack, stacksOf } from "./stacks.ts";

export type TensorPart = "embedding" | "norm" | "attention" | "feedForward" | "experts" | "output";

/** One tensor of a model, or one product without weights, with what it costs. A row of the explanation's table. */
export interface ModelTensor {
  /** Stack and place, e.g. `layer.attention.queryKeyValue`, `decoder.cross.output`. */
  readonly name: string;
  readonly part: TensorPart;
  /** Rows and columns of the weights, a vector's length; empty where nothing is learned. */
  readonly shape: readonly number[];
  /** How many of it the model holds: one a layer, or one a layer and expert. */
  readonly copies: number;
  /** Learned numbers in all copies, biases included. */
  readonly parameters: number;
  /** Of these, the ones that one token meets. */
  readonly activeParameters: number;
  /** Forward work of one token of the sequence through all copies. **Unit** FLOP. */
  readonly flopsPerToken: number;
  /** What the backward pass needs of one token in 16 bits with fused attention, all copies, dropout left out. **Unit** byte. */
  readonly keptBytesPerToken: number;
}

const patterns = {
  all: { queryKeyValue: true, attentionOutput: true, feedForward: true, logits: false },
  "feed-forward-and-output": { queryKeyValue: false, attentionOutput: false, feedForward: true, logits: true },
  none: { queryKeyValue: false, attentionOutput: false, feedForward: false, logits: false },
} as const satisfies Record<string, BiasShape>;

const biasesOf = ({ biases }: ModelShape): BiasShape => (typeof biases === "string" ? patterns[biases] : biases);

interface Weights {
  readonly rows: number;
  readonly columns: number;
  readonly bias?: boolean;
}

/** The ends of a model are a stack of one layer here. */
type Section = Omit<Stack, "name"> & { readonly name: Stack["name"] | "model" };

class Table {
  readonly model: ModelShape;
  readonly stack: Section;
  readonly rows: ModelTensor[] = [];

  constructor(model: ModelShape, stack: Section) {
    this.model = model;
    this.stack = stack;
  }

  add(name: string, part: TensorPart, row: Omit<ModelTensor, "name" | "part">): void {
    this.rows.push({ name: `${this.stack.name}.${name}`, part, ...row });
  }

  /** A weight matrix in so many layers, with what it keeps of a token; `share` is that of the tokens it reads. */
  matrix(name: string, part: TensorPart, weights: Weights, keeps: number, place: Partial<Place> = {}): void {
    const { layers = this.stack.layers, experts = 1, active = 1, share = this.stack.tokenShare } = place;
    const { rows, columns, bias } = weights;
    const size = rows * columns;
    const each = size + (bias ? columns : 0);
    this.add(name, part, {
      shape: [rows, columns],
      copies: layers * experts,
      parameters: layers * experts * each,
      activeParameters: layers * active * each,
      flopsPerToken: 2 * layers * active * size * share,
      keptBytesPerToken: 2 * layers * keeps * share,
    });
  }

  vector(name: string, part: TensorPart, length: number, keeps = 0, layers = this.stack.layers): void {
    if (length === 0 && keeps === 0) return;
    this.add(name, part, {
      shape: length === 0 ? [] : [length],
      copies: layers,
      parameters: layers * length,
      activeParameters: layers * length,
      flopsPerToken: 0,
      keptBytesPerToken: 2 * layers * keeps * this.stack.tokenShare,
    });
  }
}

interface Place {
  readonly layers: number;
  readonly experts: number;
  readonly active: number;
  readonly share: number;
}

const normSize = (model: ModelShape, width = model.hidden): number =>
  ({ layer: 2, rms: 1, unscaled: 0 })[model.norm] * width;

function scores(table: Table, name: string, positions: number, widths: number, keeps: number): void {
  const { layers, tokenShare } = table.stack;
  table.add(name, "attention", {
    shape: [],
    copies: layers,
    parameters: 0,
    activeParameters: 0,
    flopsPerToken: 2 * layers * positions * widths * tokenShare,
    keptBytesPerToken: 2 * layers * keeps * tokenShare,
  });
}

function latentAttention(table: Table, positions: number): void {
  const { model } = table;
  const { heads, hidden, latent } = model;
  if (!latent) return;
  const { queryRank, keyValueRank, ropeSize, plainSize, valueSize } = latent;
  const queries = heads * (plainSize + ropeSize);
  if (queryRank > 0) {
    table.matrix("attention.queryDown", "attention", { rows: hidden, columns: queryRank }, hidden);
    table.vector("attention.queryNorm", "norm", normSize(model, queryRank), queryRank);
    table.matrix("attention.queryUp", "attention", { rows: queryRank, columns: queries }, queryRank);
  } else table.matrix("attention.query", "attention", { rows: hidden, columns: queries }, hidden);
  const down = { rows: hidden, columns: keyValueRank + ropeSize };
  table.matrix("attention.keyValueDown", "attention", down, 0);
  table.vector("attention.keyValueNorm", "norm", normSize(model, keyValueRank), keyValueRank);
  const up = { rows: keyValueRank, columns: heads * (plainSize + valueSize) };
  table.matrix("attention.keyValueUp", "attention", up, keyValueRank);
  // Queries and keys hold both halves of a head; values are read twice, by the product and in its result.
  const widths = heads * (plainSize + ropeSize + valueSize);
  scores(table, "attention.scores", positions, widths, 2 * queries + heads * valueSize);
  table.matrix("attention.output", "attention", { rows: heads * valueSize, columns: hidden }, heads * valueSize);
}

function plainAttention(table: Table, positions: number): void {
  const { model } = table;
  const bias = biasesOf(model);
  const width = model.heads * model.headSize;
  const keyValue = 2 * model.keyValueHeads * model.headSize;
  const input = { rows: model.hidden, columns: width + keyValue, bias: bias.queryKeyValue };
  table.matrix("attention.queryKeyValue", "attention", input, model.hidden);
  if (model.queryKeyNorm === "head") table.vector("attention.queryKeyNorm", "norm", 2 * model.headSize);
  if (model.queryKeyNorm === "width") table.vector("attention.queryKeyNorm", "norm", width + keyValue / 2);
  if (model.attentionSinks) table.vector("attention.sinks", "attention", model.heads);
  scores(table, "attention.scores", positions, 2 * width, width + keyValue);
  const output = { rows: width, columns: model.hidden, bias: bias.attentionOutput };
  table.matrix("attention.output", "attention", output, width);
}

function crossAttention(table: Table, sourceLength: number): void {
  const { model, stack } = table;
  const width = model.heads * model.headSize;
  const keyValue = 2 * model.keyValueHeads * model.headSize;
  const bias = biasesOf(model);
  const share = 1 - stack.tokenShare;
  table.matrix(
    "cross.query",
    "attention",
    { rows: model.hidden, columns: width, bias: bias.queryKeyValue },
    model.hidden,
  );
  const keys = { rows: model.hidden, columns: keyValue, bias: bias.queryKeyValue };
  // Every decoder layer reads what the encoder wrote; its input is kept once, by the encoder's last norm.
  table.matrix("cross.keyValue", "attention", keys, keyValue, { share });
  scores(table, "cross.scores", sourceLength, 2 * width, width);
  table.matrix("cross.output", "attention", { rows: width, columns: model.hidden, bias: bias.attentionOutput }, width);
}

interface Block {
  readonly name: string;
  readonly part: TensorPart;
  readonly width: number;
  /** Values of a token kept beside the widths: the input where this block is the first to read it. */
  readonly input: number;
}

function feedForwardBlock(table: Table, block: Block, place: Partial<Place>): void {
  const { model } = table;
  const { name, part, width, input } = block;
  const active = place.active ?? 1;
  const up = (model.gatedFeedForward ? 2 : 1) * width;
  const bias = biasesOf(model).feedForward;
  table.matrix(`${name}.up`, part, { rows: model.hidden, columns: up, bias }, input, place);
  // The activation's input (both halves of a gated one) and its result, which is the input of the way down.
  const kept = active * (up + width);
  table.matrix(`${name}.down`, part, { rows: width, columns: model.hidden, bias }, kept, place);
}

function feedForward(table: Table): void {
  const { model, stack } = table;
  const { hidden, experts } = model;
  if (!experts) {
    const block = { name: "feedForward", part: "feedForward", width: model.feedForward, input: hidden } as const;
    feedForwardBlock(table, block, {});
    return;
  }
  const { denseLayers = 0, denseFeedForward = 0, sharedFeedForward, count, active } = experts;
  const layers = stack.layers - denseLayers;
  const place = { layers };
  if (denseLayers > 0) {
    const block = { name: "feedForward", part: "feedForward", width: denseFeedForward, input: hidden } as const;
    feedForwardBlock(table, block, { layers: denseLayers });
  }
  table.matrix("router", "experts", { rows: hidden, columns: count, bias: experts.routerBias === true }, hidden, place);
  if (sharedFeedForward > 0) {
    const block = { name: "sharedExpert", part: "feedForward", width: sharedFeedForward, input: 0 } as const;
    feedForwardBlock(table, block, place);
    if (experts.sharedGate) table.matrix("sharedGate", "feedForward", { rows: hidden, columns: 1 }, 0, place);
  }
  // Each routed copy of a token is kept as it was permuted.
  const block = { name: "expert", part: "experts", width: experts.feedForward, input: active * hidden } as const;
  feedForwardBlock(table, block, { layers, experts: count, active });
}

function stackRows(model: ModelShape, stack: Stack, sequenceLength: number): ModelTensor[] {
  const table = new Table(model, stack);
  const norms = (model.normsPerLayer ?? 2) + (stack.crosses ? 1 : 0);
  const names = ["norm.attention", "norm.feedForward", stack.crosses ? "norm.cross" : "norm.afterAttention"];
  for (const name of [...names, "norm.afterFeedForward"].slice(0, norms)) {
    table.vector(name, "norm", normSize(model), model.hidden);
  }
  const own = sequenceLength * stack.tokenShare;
  const positions = attendedPositions(model, own);
  if (model.latent) latentAttention(table, positions);
  else plainAttention(table, positions);
  if (stack.crosses) crossAttention(table, sequenceLength - own);
  feedForward(table);
  table.vector("finalNorm", "norm", normSize(model), model.hidden, 1);
  const buckets = model.positions === "relative" ? (model.positionBuckets ?? 32) * model.heads : 0;
  table.vector("relativePositions", "embedding", buckets, 0, 1);
  return table.rows;
}

function endRows(model: ModelShape): ModelTensor[] {
  const ends = new Table(model, { name: "model", layers: 1, tokenShare: 1, crosses: false });
  const { hidden, paddedVocabulary } = model;
  const lookedUp = { flopsPerToken: 0, keptBytesPerToken: 0, copies: 1 };
  const table = (name: string, rows: number) =>
    ends.add(name, "embedding", {
      shape: [rows, hidden],
      parameters: rows * hidden,
      activeParameters: rows * hidden,
      ...lookedUp,
    });
  table("tokens", paddedVocabulary);
  if (model.positions === "learned") table("positions", model.positionRows ?? model.contextLength);
  if (model.embeddingNorm) ends.vector("embeddingNorm", "norm", normSize(model), hidden);
  const share = predictedShare(model);
  const learned = model.tiedEmbeddings ? 0 : paddedVocabulary * hidden;
  const bias = biasesOf(model).logits ? paddedVocabulary : 0;
  ends.add("logits", "output", {
    shape: [hidden, paddedVocabulary],
    copies: 1,
    parameters: learned + bias,
    activeParameters: learned + bias,
    flopsPerToken: 2 * hidden * paddedVocabulary * share,
    // In 32 bits, for the softmax.
    keptBytesPerToken: 4 * paddedVocabulary * share,
  });
  return ends.rows;
}

/**
 * Every tensor of a model with what it costs one token of a sequence: parameters, forward FLOPs, bytes kept.
 * **Returns** rows in the order that a token meets them. Where the output matrix is tied, it has no parameters of its own.
 */
export const tensorsOf = (model: ModelShape, sequenceLength: number): readonly ModelTensor[] => {
  const [tokens, ...others] = endRows(model);
  const stacks = stacksOf(model).flatMap((stack) => stackRows(model, stack, sequenceLength));
  const rows = [...(tokens ? [tokens] : []), ...others.slice(0, -1), ...stacks, ...others.slice(-1)];
  return rows;
};
