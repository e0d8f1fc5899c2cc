import type { ConfigReader } from "./config-reader.ts";
import { deepSeekExperts } from "./other-families.ts";
import { multiTokenLayers, usualRoutings } from "./routing.ts";
import { type Architecture, llamaLike } from "./sizes.ts";

/** Queries, keys and values may have a bias, the output of attention none. */
function glm(reader: ConfigReader): Architecture {
  const queryKeyValue = reader.flag("attention_bias", false);
  const biases = { queryKeyValue, attentionOutput: false, feedForward: false, logits: false };
  return { ...llamaLike(reader), headSize: reader.count("head_dim", 128), biases };
}

const glm4 = (reader: ConfigReader): Architecture => ({ ...glm(reader), normsPerLayer: 4 });

function glm4Moe(reader: ConfigReader): Architecture {
  const base = glm(reader);
  const normed = reader.flag("use_qk_norm", false) ? ({ queryKeyNorm: "head" } as const) : {};
  return {
    ...base,
    ...normed,
    experts: deepSeekExperts(reader, base.layers, usualRoutings.glm),
    ...multiTokenLayers(reader),
  };
}

/** Readers of GLM by `model_type`. */
export const glmFamily: Readonly<Record<string, (reader: ConfigReader) => Architecture>> = {
  glm,
  glm4,
  glm4_moe: glm4Moe,
};
