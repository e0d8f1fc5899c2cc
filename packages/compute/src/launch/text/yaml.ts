/** What YAML, TOML and JSON can say alike. */
export type Tree = string | number | boolean | null | readonly Tree[] | { readonly [key: string]: Tree };

const plain = /^[A-Za-z_/.][A-Za-z0-9_/.-]*$/;
const spoken = /^(true|false|yes|no|on|off|null|~|y|n)$/i;

const isBranch = (tree: Tree): tree is readonly Tree[] | { readonly [key: string]: Tree } =>
  typeof tree === "object" && tree !== null;

function scalar(value: string | number | boolean | null, indent: string): string {
  if (typeof value !== "string") return String(value);
  if (value.includes("\n")) {
    const lines = value.replace(/\n$/, "").split("\n");
    return ["|", ...lines.map((line) => (line === "" ? "" : `${indent}${line}`))].join("\n");
  }
  return plain.test(value) && !spoken.test(value) ? value : JSON.stringify(value);
}

const keyText = (key: string): string => (plain.test(key) && !spoken.test(key) ? key : JSON.stringify(key));

function childLines(label: string, child: Tree, indent: string): string[] {
  if (!isBranch(child)) return [`${indent}${label} ${scalar(child, `${indent}  `)}`];
  const inner = linesOf(child, `${indent}  `);
  if (inner.length === 0) return [`${indent}${label} ${Array.isArray(child) ? "[]" : "{}"}`];
  if (label !== "-") return [`${indent}${label}`, ...inner];
  return [`${indent}- ${(inner[0] ?? "").trimStart()}`, ...inner.slice(1)];
}

function linesOf(tree: Tree, indent: string): string[] {
  if (!isBranch(tree)) return [`${indent}${scalar(tree, indent)}`];
  if (Array.isArray(tree)) return tree.flatMap((child: Tree) => childLines("-", child, indent));
  return Object.entries(tree).flatMap(([key, child]) => childLines(`${keyText(key)}:`, child, indent));
}

/** **Returns** one document of YAML 1.2 in block style; strings of several lines as literal blocks. */
export const yamlText = (tree: Tree): string => `${linesOf(tree, "").join("\n")}\n`;
