import { parameterCount } from "@ingot/compute";
import type { z } from "zod";
import { sha256 } from "./digest.ts";
import type { OwnModel, QuotedModel } from "./model.ts";
import type { ownModelSchema, quotedModelSchema } from "./schemas.ts";

/** What is trained, as it was read. */
export function modelToWire({ shape, tokensCountedIn, own }: QuotedModel): z.infer<typeof quotedModelSchema> {
  const { total, active } = parameterCount(shape);
  return {
    id: shape.id,
    label: shape.label,
    parameters: total,
    active_parameters: active,
    tokens_counted_in: tokensCountedIn,
    ignored: (own?.ignored ?? []).map(({ code, text, values }) => ({ code, text, values: { ...values } })),
    shape: { ...shape },
  };
}

export const ownModelToWire = (model: QuotedModel, { config }: OwnModel): z.infer<typeof ownModelSchema> => ({
  ...modelToWire(model),
  config,
  config_digest: sha256(config),
});
