import { encoderConfigs } from "./published-encoder-configs.test-kit.ts";
import { expertConfigs } from "./published-expert-configs.test-kit.ts";
import { glmConfigs } from "./published-glm-configs.test-kit.ts";
import { gptConfigs } from "./published-gpt-configs.test-kit.ts";
import { llamaConfigs } from "./published-llama-configs.test-kit.ts";

/** A configuration's numbers as published, and the count of parameters published with it. */
export interface PublishedConfig {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Learned numbers; exact where the checkpoint's index or model card states them. */
  readonly parameters: number;
  /** Share by which a rounded statement may differ; exact when absent. */
  readonly within?: number;
}

/** **Source** `config.json` of each repository on huggingface.co, and the parameters of its safetensors index or card. */
export const publishedConfigs: readonly PublishedConfig[] = [
  ...gptConfigs,
  ...llamaConfigs,
  ...expertConfigs,
  ...glmConfigs,
  ...encoderConfigs,
];
