/**
 * Fits the planner's constants on the validation rows, cross-validates them, and writes constants and error bands into
 * the package and the errors of unseen rows beside this file. Deterministic; about a minute of one core.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { waferLeaveOneOut } from "../../packages/compute/src/plan/validation/wafer-leave-one-out.ts";
import { bandsOf, type Band, waferBand } from "./bands.ts";
import { chosen } from "./chosen.ts";
import { withoutFramework, withoutGroup, withoutSource } from "./cross-validate.ts";
import { fit } from "./least-squares.ts";
import { constantsOf, type Fitted, fittedOf } from "./parameters.ts";
import { fitRows, logError, rowsFile, stepSeconds } from "./rows.ts";
import type { UnseenRow } from "./unseen.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const origin = "// Written by test/fit/fit.ts from measured rows: change that, not this.\n";

const keyOf = (name: string): string => (/^\w+$/.test(name) ? name : `"${name}"`);

function literal(table: Readonly<Record<string, object>>, digits = 3): string {
  const owners = Object.entries(table).map(([owner, own]) => {
    const lines = Object.entries(own).map(
      ([key, value]) => `    ${key}: ${Number(Number(value).toPrecision(digits))},\n`,
    );
    return `  ${keyOf(owner)}: {\n${lines.join("")}  },\n`;
  });
  return `{\n${owners.join("")}}`;
}

function writeConstants(families: Fitted, software: Fitted): void {
  const text = `${origin}
type Fitted = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const fittedFamilies: Fitted = ${literal(families)};

export const fittedSoftware: Fitted = ${literal(software)};
`;
  writeFileSync(at("../../packages/compute/src/plan/gpu/fitted.ts"), text);
}

function writeBands(bands: Readonly<Record<string, Band>>): void {
  const text = `${origin}
/** Plans that are alike in how wrong they may be: GPU families with measured runs, hardware without, wafers. */
export type UnseenClass = ${Object.keys(bands)
    .map((name) => `"${name}"`)
    .join(" | ")};

/** What runs unseen by the fit were wrong by. Half-widths and sigma are of ln(true / predicted throughput). */
export interface UnseenError {
  readonly rows: number;
  readonly half50: number;
  readonly half90: number;
  readonly sigma: number;
}

export const unseenErrors: Readonly<Record<UnseenClass, UnseenError>> = ${literal(bands, 4)};
`;
  writeFileSync(at("../../packages/compute/src/plan/unseen-errors.ts"), text);
}

const rows = fitRows();
const { positions } = fit(chosen, rows);
const constants = constantsOf(chosen, positions);
const { families, software } = fittedOf(chosen, positions);
writeConstants(families, software);
const [byGroup, bySource, byFramework] = [withoutGroup, withoutSource, withoutFramework].map((leave) =>
  leave(chosen, rows),
);
if (!byGroup || !bySource || !byFramework) throw new Error("three ways of leaving rows out");
const wafer = waferLeaveOneOut(rowsFile("wafer-training-dev.csv"));
writeBands({
  ...bandsOf(byGroup, bySource),
  wafer: waferBand(wafer.rows.map((row) => Math.log1p(row.leftOutErrorPercent / 100))),
});
const errorOf = (of: typeof byGroup) => new Map(of.map(({ row, error }) => [row.id, Number(error.toFixed(4))]));
const [group, source, framework] = [byGroup, bySource, byFramework].map(errorOf);
const unseen: UnseenRow[] = rows.map((row) => ({
  id: row.id,
  source: row.source,
  group: row.group,
  family: row.family,
  stepSeconds: Number(stepSeconds(row, constants).toPrecision(5)),
  fitted: Number(logError(row, constants).toFixed(4)),
  withoutGroup: group?.get(row.id) ?? Number.NaN,
  withoutSource: source?.get(row.id) ?? Number.NaN,
  withoutFramework: framework?.get(row.id) ?? Number.NaN,
}));
writeFileSync(at("unseen.json"), `[\n${unseen.map((row) => `  ${JSON.stringify(row)}`).join(",\n")}\n]\n`);
process.stderr.write(
  `${chosen.length} constants fitted on ${rows.length} rows, bands of ${unseen.length} unseen errors\n`,
);
