import { type ModelShape, parameterCount, type Reason, shapeOfConfig } from "@ingot/compute";

/** One's own model as this browser reads it. */
export interface ReadConfig {
  readonly shape: ModelShape;
  readonly parameters: number;
  /** What the file says that neither price nor date holds. */
  readonly ignored: readonly Reason[];
}

/** Reads a `config.json`, or says every reason against it. */
export function readConfig(json: unknown): ReadConfig | { readonly problem: string } {
  const read = shapeOfConfig(json);
  if ("refusal" in read) return { problem: read.refusal.map(({ text }) => text).join(" ") };
  // A name of the catalog's is no claim to its published recipe.
  const shape = { ...read.shape, id: `own-${read.shape.id}` };
  return { shape, parameters: parameterCount(shape).total, ignored: read.ignored };
}
