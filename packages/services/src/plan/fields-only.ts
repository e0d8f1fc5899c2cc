import { z } from "zod";

/**
 * **Returns** an object of these fields and no others: a misspelled one, passed over in silence, would be answered with
 * what is usual.
 */
export const fieldsOnly = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : Object.keys(shape);
      const words = issue.keys.length === 1 ? "is no field" : "are no fields";
      return `${issue.keys.map((key) => `"${key}"`).join(", ")} ${words}; there are ${known.join(", ")}`;
    },
  });
