import { encoderModels } from "./catalog/encoder-models.ts";
import { expertModels } from "./catalog/expert-models.ts";
import { gptModels } from "./catalog/gpt-models.ts";
import { llamaModels } from "./catalog/llama-models.ts";
import type { ModelShape } from "./shape.ts";

/** The models that can be asked for by name, family by family. **Source** on each shape. */
export const modelCatalog: readonly ModelShape[] = [...gptModels, ...llamaModels, ...expertModels, ...encoderModels];

/** **Returns** the catalog's shape of that id, or undefined. */
export const findModel = (id: string): ModelShape | undefined => modelCatalog.find((model) => model.id === id);
