import type { ModelShape } from "../../model/shape.ts";
import type { Tree } from "../text/yaml.ts";

type Config = Record<string, Tree>;

interface Family {
  readonly is: (model: ModelShape) => boolean;
  readonly config: (model: ModelShape) => Config;
}

const plain = (model: ModelShape): boolean =>
  !model.experts &&
  !model.latent &&
  !model.window &&
  !model.encoder &&
  !model.queryKeyNorm &&
  !model.attentionSinks &&
  !model.particulars?.length &&
  model.activation !== "other" &&
  model.headSize * model.heads === model.hidden;

const grouped = (model: ModelShape): boolean => model.keyValueHeads < model.heads;

const rotaryBase = ({ rotaryBase }: ModelShape): Config => (rotaryBase === undefined ? {} : { rope_theta: rotaryBase });

/** Plans are of training without dropout, which these classes have unless told. */
const withoutDropout = { resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0 } as const;

/** Names of Transformers' activations. **Source** its ACT2FN. */
const activationNames = { silu: "silu", gelu: "gelu", relu: "relu", "squared-relu": "relu2", other: "" } as const;

/** What a class is told of its activation; its own where nothing is said. */
const activation = ({ activation: given }: ModelShape, field: string): Config =>
  given === undefined ? {} : { [field]: activationNames[given] };

const usualEpsilon = 1e-5;

const epsilon = ({ normEpsilon = usualEpsilon }: ModelShape, field: string): Config => ({ [field]: normEpsilon });

const embeddings = (model: ModelShape): Config => ({
  vocab_size: model.paddedVocabulary,
  tie_word_embeddings: model.tiedEmbeddings,
});

const sizes = (model: ModelShape): Config => ({
  hidden_size: model.hidden,
  intermediate_size: model.feedForward,
  num_hidden_layers: model.layers,
  num_attention_heads: model.heads,
  max_position_embeddings: model.contextLength,
});

const narrow = (model: ModelShape): Config => ({
  n_embd: model.hidden,
  n_inner: model.feedForward,
  n_layer: model.layers,
  n_head: model.heads,
  n_positions: model.contextLength,
});

const rowsBeyond = (model: ModelShape): number => (model.positionRows ?? model.contextLength) - model.contextLength;

/** GPT-2's layer and OPT's are the same; OPT keeps two more rows of positions. */
const gpt2Like = (model: ModelShape): boolean =>
  model.positions === "learned" &&
  model.norm === "layer" &&
  !model.gatedFeedForward &&
  model.biases === "all" &&
  !model.parallelBlocks &&
  !grouped(model);

/** The classes of Transformers that a shape can be an instance of. **Source** their configuration_*.py. */
const families: readonly Family[] = [
  {
    is: (model) =>
      model.positions === "rotary" &&
      model.norm === "rms" &&
      model.gatedFeedForward &&
      model.biases === "none" &&
      !model.parallelBlocks &&
      model.rotaryShare === undefined &&
      (model.normsPerLayer ?? 2) === 2,
    config: (model) => ({
      model_type: "llama",
      architectures: ["LlamaForCausalLM"],
      ...sizes(model),
      num_key_value_heads: model.keyValueHeads,
      head_dim: model.headSize,
      ...epsilon(model, "rms_norm_eps"),
      hidden_act: "silu",
      ...activation(model, "hidden_act"),
    }),
  },
  {
    is: (model) => gpt2Like(model) && rowsBeyond(model) === 0,
    config: (model) => ({
      model_type: "gpt2",
      architectures: ["GPT2LMHeadModel"],
      ...withoutDropout,
      ...epsilon(model, "layer_norm_epsilon"),
      ...narrow(model),
      ...activation(model, "activation_function"),
    }),
  },
  {
    is: (model) => gpt2Like(model) && rowsBeyond(model) === 2,
    config: (model) => ({
      model_type: "opt",
      architectures: ["OPTForCausalLM"],
      hidden_size: model.hidden,
      word_embed_proj_dim: model.hidden,
      ffn_dim: model.feedForward,
      num_hidden_layers: model.layers,
      num_attention_heads: model.heads,
      max_position_embeddings: model.contextLength,
      do_layer_norm_before: true,
      dropout: 0,
      activation_function: "gelu",
      ...activation(model, "activation_function"),
    }),
  },
  {
    is: (model) =>
      model.positions === "rotary" &&
      model.parallelBlocks &&
      model.normsPerLayer === 1 &&
      model.biases === "feed-forward-and-output" &&
      !grouped(model),
    config: (model) => ({
      model_type: "gptj",
      architectures: ["GPTJForCausalLM"],
      ...epsilon(model, "layer_norm_epsilon"),
      ...narrow(model),
      ...activation(model, "activation_function"),
      ...(model.rotaryShare === undefined ? {} : { rotary_dim: model.rotaryShare * model.headSize }),
    }),
  },
  {
    is: (model) =>
      model.positions === "rotary" &&
      model.parallelBlocks &&
      (model.normsPerLayer ?? 2) === 2 &&
      model.norm === "layer" &&
      model.biases === "all" &&
      !model.gatedFeedForward &&
      !grouped(model),
    config: (model) => ({
      model_type: "gpt_neox",
      architectures: ["GPTNeoXForCausalLM"],
      ...sizes(model),
      use_parallel_residual: true,
      ...epsilon(model, "layer_norm_eps"),
      ...activation(model, "hidden_act"),
      ...(model.rotaryShare === undefined ? {} : { rotary_pct: model.rotaryShare }),
    }),
  },
  {
    is: (model) =>
      model.positions === "alibi" &&
      model.activation === undefined &&
      model.embeddingNorm === true &&
      model.biases === "all" &&
      !model.gatedFeedForward &&
      model.feedForward === 4 * model.hidden &&
      !grouped(model),
    config: (model) => ({
      model_type: "bloom",
      architectures: ["BloomForCausalLM"],
      ...epsilon(model, "layer_norm_epsilon"),
      hidden_size: model.hidden,
      n_layer: model.layers,
      n_head: model.heads,
    }),
  },
];

/** **Returns** the shape as a `config.json` of Transformers; undefined where none of six classes has it. */
export function huggingFaceConfig(model: ModelShape): Config | undefined {
  const family = plain(model) ? families.find(({ is }) => is(model)) : undefined;
  return family && { ...family.config(model), ...embeddings(model), ...rotaryBase(model), torch_dtype: "float32" };
}
