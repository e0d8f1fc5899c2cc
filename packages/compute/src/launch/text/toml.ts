import type { Tree } from "./yaml.ts";

type Table = { readonly [key: string]: Tree };

const isTable = (tree: Tree): tree is Table => typeof tree === "object" && tree !== null && !Array.isArray(tree);

/** Numbers keep a point where the field is a real number, which TOML tells from a whole one. */
const numberText = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(value).replace(/^(\d)e/, "$1.0e");

function valueText(value: Tree): string {
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value)) return `[${value.map((each: Tree) => valueText(each)).join(", ")}]`;
  return JSON.stringify(value);
}

/** **Returns** a TOML document: each section of the tree a table, sections inside it dotted tables. */
export function tomlText(tree: Table, path: readonly string[] = []): string {
  const own = Object.entries(tree).filter(([, value]) => !isTable(value));
  const tables = Object.entries(tree).filter((entry): entry is [string, Table] => isTable(entry[1]));
  const head = path.length === 0 || own.length === 0 ? [] : [`[${path.join(".")}]`];
  const body = [...head, ...own.map(([key, value]) => `${key} = ${valueText(value)}`)].join("\n");
  const rest = tables.map(([key, table]) => tomlText(table, [...path, key]));
  return [...(body === "" ? [] : [`${body}\n`]), ...rest].join("\n");
}
