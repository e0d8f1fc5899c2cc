import type { ConditionalSchemaConverter, JSONSchema } from "@orpc/openapi";
import { z } from "zod";

/** Our zod schemas as JSON Schema, by zod itself: integers stay integers, patterns and limits stay. */
export const zodConverter: ConditionalSchemaConverter = {
  condition: (schema) => schema instanceof z.ZodType,
  convert: (schema, { strategy }) => {
    if (!(schema instanceof z.ZodType)) return [false, {}];
    const converted = z.toJSONSchema(schema, { io: strategy, target: "draft-2020-12", unrepresentable: "any" });
    const { $schema: _, "~standard": __, ...json } = converted as Record<string, unknown>;
    return [!schema.safeParse(undefined).success, json as JSONSchema];
  },
};
