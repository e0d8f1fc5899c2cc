import { fit } from "./least-squares.ts";
import { constantsOf, inward, type Parameter } from "./parameters.ts";
import { type FitRow, logError } from "./rows.ts";

/** A row predicted by constants that have not seen it. `error` is ln of predicted over measured. */
export interface Unseen {
  readonly row: FitRow;
  readonly error: number;
}

function predicted(rows: readonly FitRow[], parameters: readonly Parameter[], positions: readonly number[]): Unseen[] {
  const constants = constantsOf(parameters, positions);
  return rows.map((row) => ({ row, error: logError(row, constants) }));
}

/** Folds of whole groups (source, model and number of GPUs), so that no layout's neighbours stay behind. */
const folds = 10;

/** Each row by a fit that has not seen its group. */
export function withoutGroup(parameters: readonly Parameter[], rows: readonly FitRow[]): Unseen[] {
  const groups = [...new Set(rows.map((row) => row.group))];
  const foldOf = new Map(groups.map((group, index) => [group, index % folds]));
  return Array.from({ length: folds }, (_, fold) => {
    const [own, rest] = [true, false].map((held) => rows.filter((row) => (foldOf.get(row.group) === fold) === held));
    return predicted(own ?? [], parameters, fit(parameters, rest ?? []).positions);
  }).flat();
}

/** Each row by a fit that has not seen its source: a framework that no other source ran falls back to what is believed. */
export function withoutSource(parameters: readonly Parameter[], rows: readonly FitRow[]): Unseen[] {
  return [...new Set(rows.map((row) => row.source))].flatMap((source) => {
    const [own, rest] = [rows.filter((row) => row.source === source), rows.filter((row) => row.source !== source)];
    return predicted(own, parameters, fit(parameters, rest).positions);
  });
}

/** The same with every constant of the row's framework at what is believed, even where other sources ran it. */
export function withoutFramework(parameters: readonly Parameter[], rows: readonly FitRow[]): Unseen[] {
  return [...new Set(rows.map((row) => row.source))].flatMap((source) => {
    const [own, rest] = [rows.filter((row) => row.source === source), rows.filter((row) => row.source !== source)];
    const { positions } = fit(parameters, rest);
    const ids = new Set(own.map((row) => row.software));
    const plain = parameters.map((parameter, index) =>
      parameter.kind === "software" && parameter.owners.some((owner) => ids.has(owner))
        ? inward(parameter, parameter.prior)
        : (positions[index] ?? Number.NaN),
    );
    return predicted(own, parameters, plain);
  });
}
