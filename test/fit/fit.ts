/** Fits the planner's constants on the validation rows and writes them into the package. Deterministic; a few seconds. */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chosen } from "./chosen.ts";
import { fit } from "./least-squares.ts";
import { type Fitted, fittedOf } from "./parameters.ts";
import { fitRows } from "./rows.ts";

const target = fileURLToPath(new URL("../../packages/compute/src/plan/gpu/fitted.ts", import.meta.url));

function literal(fitted: Fitted): string {
  const owners = Object.entries(fitted).map(([owner, constants]) => {
    const own = Object.entries(constants).map(([key, value]) => `    ${key}: ${Number(value.toPrecision(3))},\n`);
    return `  ${/^\w+$/.test(owner) ? owner : `"${owner}"`}: {\n${own.join("")}  },\n`;
  });
  return `{\n${owners.join("")}}`;
}

const { families, software } = fittedOf(chosen, fit(chosen, fitRows()).positions);
writeFileSync(
  target,
  `// Written by test/fit/fit.ts from measured rows: change that, not this.

type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = ${literal(families)};

export const fittedSoftware: Fitted = ${literal(software)};
`,
);
process.stdout.write(`${chosen.length} constants written to ${target}\n`);
