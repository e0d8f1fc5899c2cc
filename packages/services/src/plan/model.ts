import { findModel, modelCatalog, type ModelShape, parameterCount, type Reason, shapeOfConfig } from "@ingot/compute";
import { ServiceError } from "../errors.ts";
import { planLimits } from "./limits.ts";

/** An architecture, and what of its configuration was left aside. */
export interface ReadModel {
  readonly shape: ModelShape;
  readonly ignored: readonly Reason[];
}

export const refuse = (field: string, message: string): ServiceError =>
  new ServiceError("VALIDATION", `${field}: ${message}`, { field });

export const known = (entries: readonly { readonly id: string }[]): string => entries.map(({ id }) => id).join(", ");

/** Most levels of a file: published ones have four. What reads one calls itself for each. */
const levelsMax = 32;

function checkLevels(field: string, json: unknown): void {
  let level: readonly unknown[] = [json];
  for (let levels = 0; level.length > 0; levels++) {
    if (levels > levelsMax) throw refuse(field, `at most ${levelsMax} levels of nesting, received more`);
    level = level.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : []));
  }
}

export function checkSource(field: string, json: unknown): void {
  checkLevels(field, json);
  const { length } = JSON.stringify(json);
  if (length <= planLimits.configBytes) return;
  throw refuse(field, `at most ${planLimits.configBytes} characters of JSON, received ${length}`);
}

/** A search grows with layers and experts: what is beyond these is planned on one's own machine. */
function checkSize(shape: ModelShape): void {
  const sizes: readonly (readonly [string, number, number])[] = [
    ["layers", shape.layers, planLimits.layers],
    ["hidden size", shape.hidden, planLimits.width],
    ["heads", shape.heads, planLimits.width],
    ["feed-forward width", shape.feedForward, planLimits.width],
    ["experts", shape.experts?.count ?? 0, planLimits.experts],
    ["parameters", parameterCount(shape).total, planLimits.parameters],
  ];
  for (const [name, value, most] of sizes) {
    if (value > most) throw refuse("config", `at most ${most} ${name} are planned here, received ${value}`);
  }
}

/** A customer's own architecture. **Throws** VALIDATION with the rule and the value received. */
export function readConfig(config: Record<string, unknown>): ReadModel {
  checkSource("config", config);
  const imported = shapeOfConfig(config);
  if ("refusal" in imported) throw refuse("config", imported.refusal.map(({ text }) => text).join(" "));
  checkSize(imported.shape);
  return imported;
}

/** A model of the catalog. **Throws** VALIDATION for one that the catalog lacks. */
export function readModel(id: string): ReadModel {
  const shape = findModel(id);
  if (shape) return { shape, ignored: [] };
  throw refuse("model", `one of ${known(modelCatalog)}; received "${id}"`);
}
