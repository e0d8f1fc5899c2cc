import { encodings } from "@ingot/datasets";
import { z } from "zod";

export const catalogModelSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    parameters: z.number(),
    layers: z.number().int(),
    hidden: z.number().int(),
    heads: z.number().int(),
    context_length: z.number().int(),
    vocabulary: z.number().int(),
    /** In which encoding the tokens of its data are counted. */
    tokens_counted_in: z.string(),
    source: z.string(),
    recipe: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: "Model" });

export const factSchema = z.object({
  name: z.string(),
  value: z.union([z.number(), z.string()]),
  unit: z.string(),
  source: z.string(),
  assumed: z.boolean(),
});

export const catalogSystemSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    device_kind: z.enum(["gpu", "wafer"]),
    devices_per_node: z.number().int(),
    countries: z.array(z.string()),
    devices_available: z.number().int(),
    facts: z.array(factSchema),
  })
  .meta({ id: "System" });

export const modelListOutput = z.object({
  items: z.array(catalogModelSchema),
  /** In which one's own model may read, where its vocabulary has at least as many tokens. */
  encodings: z.array(z.object({ id: z.enum(encodings), tokens: z.number().int() })),
});
export const systemListOutput = z.object({ items: z.array(catalogSystemSchema) });
