import type { ExpertShape, RoutingGroups, RoutingShape } from "../shape.ts";
import type { ConfigReader } from "./config-reader.ts";

/** A softmax over all experts, of which the chosen keep their weights or share 1; nothing is said of the latter. */
export const softmaxRouting = (reader: ConfigReader, normalized: boolean): Pick<ExpertShape, "routing"> =>
  reader.flag("norm_topk_prob", normalized) ? {} : { routing: { score: "softmax", normalized: false } };

/** What a class of Transformers takes where a configuration in DeepSeek's names says nothing. */
export interface UsualRouting extends Omit<RoutingShape, "groups"> {
  readonly scale: number;
  /** Whether groups go without saying, or only with a method that names them. */
  readonly method: "greedy" | "noaux_tc";
  readonly groups: number;
  readonly activeGroups: number;
}

/** **Source** huggingface/transformers: DeepseekV2Config, DeepseekV3Config, Glm4MoeConfig. */
export const usualRoutings = {
  deepSeekV2: { score: "softmax", normalized: false, scale: 1, method: "greedy", groups: 1, activeGroups: 1 },
  deepSeekV3: { score: "sigmoid", normalized: true, scale: 2.5, method: "noaux_tc", groups: 8, activeGroups: 4 },
  glm: { score: "sigmoid", normalized: true, scale: 1, method: "noaux_tc", groups: 1, activeGroups: 1 },
} as const satisfies Record<string, UsualRouting>;

function groupsOf(reader: ConfigReader, experts: number, usual: UsualRouting): RoutingGroups | undefined {
  const method = reader.text("topk_method", usual.method);
  if (method === "greedy") return undefined;
  const count = reader.count("n_group", usual.groups);
  const active = reader.count("topk_group", Math.min(usual.activeGroups, count));
  reader.share("n_group", experts, count);
  if (active > count) reader.refuse("topk_group", `must be at most the ${count} groups`, active);
  return count > 1 ? { count, active, bestScores: method === "noaux_tc" ? 2 : 1 } : undefined;
}

/** **Returns** how a configuration in DeepSeek's names chooses among so many experts. */
export function deepSeekRouting(reader: ConfigReader, experts: number, usual: UsualRouting): RoutingShape {
  const score = reader.text("scoring_func", usual.score);
  if (score !== "softmax" && score !== "sigmoid") reader.refuse("scoring_func", "must be softmax or sigmoid", score);
  const scale = reader.amount("routed_scaling_factor", usual.scale);
  const groups = groupsOf(reader, experts, usual);
  return {
    score: score === "sigmoid" ? "sigmoid" : "softmax",
    normalized: reader.flag("norm_topk_prob", usual.normalized),
    ...(scale === 1 ? {} : { scale }),
    ...(groups ? { groups } : {}),
  };
}

/** **Returns** the layers that predict further tokens, and says that no cost holds them. */
export function multiTokenLayers(
  reader: ConfigReader,
  field = "num_nextn_predict_layers",
): { multiTokenLayers?: number } {
  const layers = reader.count(field, 0, 0);
  if (!(layers > 0)) return {};
  reader.ignore(
    field,
    "a layer that predicts a further token in training is in no count of parameters, FLOPs, time or memory",
  );
  return { multiTokenLayers: layers };
}
