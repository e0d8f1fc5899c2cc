import type { Reason } from "../../plan/plan.ts";

/** The part of JSON Schema (2020-12) that descriptions of clusters need. */
export interface JsonSchema {
  readonly type: "object" | "array" | "integer" | "number" | "string";
  readonly description?: string;
  readonly title?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly $schema?: string;
  readonly $id?: string;
  readonly examples?: readonly unknown[];
}

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** **Returns** a refusal that names the place, the rule and the value received. */
export function refusalAt(path: string, rule: string, received: unknown): Reason {
  const place = path === "" ? "the description" : path;
  return {
    code: "cluster",
    text: `${place} ${rule}; received ${shown(received)}.`,
    values: { path, received: shown(received) },
  };
}

/** Letters to change, add or drop to turn one word into the other. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let at = 1; at <= left.length; at++) {
    const next = [at];
    for (let to = 1; to <= right.length; to++) {
      const changed = (row[to - 1] ?? 0) + (left[at - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** **Returns** a question for the word that was most likely meant, or nothing. */
function meant(word: string, known: readonly string[]): string {
  const small = word.slice(0, 40).toLowerCase();
  const begun = known.find((each) => small.length > 2 && each.toLowerCase().startsWith(small));
  const near = known.find((each) => distance(small, each.toLowerCase()) <= Math.min(2, small.length / 3));
  const found = near ?? begun;
  return found === undefined ? "" : ` (did you mean ${found}?)`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const articles = {
  object: "an object",
  array: "a list",
  integer: "a whole number",
  number: "a number",
  string: "a text",
} as const;

function hasType(value: unknown, type: JsonSchema["type"]): boolean {
  switch (type) {
    case "object":
      return isObject(value);
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "number":
      return Number.isFinite(value);
    case "string":
      return typeof value === "string";
  }
}

function limits({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const low = minimum === undefined ? `above ${exclusiveMinimum ?? "any"}` : `at least ${minimum}`;
  return maximum === undefined ? low : `${low} and at most ${maximum}`;
}

function checkNumber(value: number, schema: JsonSchema, path: string): Reason[] {
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = schema;
  const inside = value >= minimum && value > exclusiveMinimum && value <= maximum;
  return inside ? [] : [refusalAt(path, `must be ${limits(schema)}`, value)];
}

function checkText(value: string, schema: JsonSchema, path: string): Reason[] {
  if (schema.enum && !schema.enum.includes(value)) {
    return [refusalAt(path, `must be one of ${schema.enum.join(", ")}${meant(value, schema.enum)}`, value)];
  }
  const { minLength = 0, maxLength = Infinity } = schema;
  // JSON Schema counts characters, not units of UTF-16.
  const { length } = Array.from(value);
  const inside = length >= minLength && length <= maxLength;
  const allowed = minLength === maxLength ? `${minLength}` : `${minLength} to ${maxLength}`;
  return inside ? [] : [refusalAt(path, `must have ${allowed} characters`, value)];
}

function checkObject(value: Readonly<Record<string, unknown>>, schema: JsonSchema, path: string): Reason[] {
  const { properties = {}, required = [], dependentRequired = {} } = schema;
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const found: Reason[] = [];
  const fields = Object.keys(properties);
  for (const name of required) {
    if (!Object.hasOwn(value, name)) found.push(refusalAt(at(name), "must be stated", undefined));
  }
  for (const [name, inner] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known) found.push(...checkJson(inner, known, at(name)));
    else found.push(refusalAt(at(name), `is no field${meant(name, fields)}; there are ${fields.join(", ")}`, inner));
  }
  for (const [name, others] of Object.entries(dependentRequired)) {
    const missing = Object.hasOwn(value, name) ? others.filter((other) => !Object.hasOwn(value, other)) : [];
    for (const other of missing) found.push(refusalAt(at(other), `must be stated where ${name} is`, undefined));
  }
  return found;
}

/** **Returns** everything in a value that breaks the schema; nothing when it holds. */
export function checkJson(value: unknown, schema: JsonSchema, path = ""): Reason[] {
  if (!hasType(value, schema.type)) return [refusalAt(path, `must be ${articles[schema.type]}`, value)];
  if (typeof value === "number") return checkNumber(value, schema, path);
  if (typeof value === "string") return checkText(value, schema, path);
  if (isObject(value)) return checkObject(value, schema, path);
  const { items, maxItems = Infinity } = schema;
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  if (list.length > maxItems) return [refusalAt(path, `must hold at most ${maxItems} entries`, list.length)];
  return items ? list.flatMap((entry, index) => checkJson(entry, items, `${path}[${index}]`)) : [];
}
