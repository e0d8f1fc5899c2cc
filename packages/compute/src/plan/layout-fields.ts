import type { Plan } from "./plan.ts";

type Field = string | number | boolean;

const isField = (value: unknown): value is Field =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

/** The fields that a layout states, flat: what it leaves out takes the planner's default, `mesh.columns` is a part of `mesh`. */
export function layoutFields(layout: Plan["layout"]): Record<string, Field> {
  const flat = (name: string, value: unknown): [string, Field][] => {
    if (isField(value)) return [[name, value]];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([part, held]) => flat(`${name}.${part}`, held));
  };
  return Object.fromEntries(Object.entries(layout).flatMap(([name, value]) => flat(name, value)));
}
