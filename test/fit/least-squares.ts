import { constantsOf, inward, type Parameter } from "./parameters.ts";
import { type FitRow, logError } from "./rows.ts";

export interface Fit {
  readonly positions: readonly number[];
  readonly loss: number;
}

/** Errors beyond this count by their size, not by its square: one odd row does not bend the constants. */
const knee = 0.05;

/** Rows of a source weigh less the more it has, so that none drowns the others. */
export function weightsOf(rows: readonly FitRow[]): number[] {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(row.source, (sizes.get(row.source) ?? 0) + 1);
  return rows.map((row) => 1 / (knee * knee) / Math.sqrt(sizes.get(row.source) ?? 1));
}

const bent = (error: number): number => 2 * knee * knee * (Math.sqrt(1 + (error / knee) ** 2) - 1);
const slope = (error: number): number => 1 / Math.sqrt(1 + (error / knee) ** 2);

function touches(parameter: Parameter, row: FitRow): boolean {
  return parameter.kind === "family" ? parameter.owners.includes(row.family) : parameter.owners.includes(row.software);
}

export function lossOf(
  parameters: readonly Parameter[],
  positions: readonly number[],
  errors: readonly number[],
  weights: readonly number[],
): number {
  let loss = 0;
  errors.forEach((error, index) => (loss += (weights[index] ?? 0) * bent(error)));
  parameters.forEach((parameter, index) => {
    loss += (((positions[index] ?? 0) - inward(parameter, parameter.prior)) / parameter.spread) ** 2;
  });
  return loss;
}

/** Solves a symmetric positive definite system by Cholesky's decomposition. */
export function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  const lower = matrix.map((row) => Float64Array.from(row));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j]![j]!;
    }
  }
  const y = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = right[i]!;
    for (let k = 0; k < i; k++) sum -= lower[i]![k]! * y[k]!;
    y[i] = sum / lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = y[i]!;
    for (let k = i + 1; k < size; k++) sum -= lower[k]![i]! * y[k]!;
    y[i] = sum / lower[i]![i]!;
  }
  return y;
}

/** The most likely constants: damped Gauss-Newton on robust errors with priors. Deterministic. */
export function fit(
  parameters: readonly Parameter[],
  rows: readonly FitRow[],
  start?: readonly number[],
  rounds = 30,
): Fit {
  const weights = weightsOf(rows);
  let positions = start ? [...start] : parameters.map((parameter) => inward(parameter, parameter.prior));
  const errorsAt = (at: readonly number[]): number[] => {
    const constants = constantsOf(parameters, at);
    return rows.map((row) => logError(row, constants));
  };
  let errors = errorsAt(positions);
  let loss = lossOf(parameters, positions, errors, weights);
  let damping = 1e-2;
  const size = parameters.length;
  for (let round = 0; round < rounds; round++) {
    const matrix = Array.from({ length: size }, () => new Float64Array(size));
    const right = new Float64Array(size);
    const columns: Map<number, number>[] = [];
    parameters.forEach((parameter, index) => {
      const step = parameter.scale === "log" ? 0.01 : positions[index]! > 0.9 ? -0.01 : 0.01;
      const moved = [...positions];
      moved[index] = positions[index]! + step;
      const constants = constantsOf(parameters, moved);
      const column = new Map<number, number>();
      rows.forEach((row, at) => {
        if (!touches(parameter, row)) return;
        const change = (logError(row, constants) - errors[at]!) / step;
        if (change !== 0 && Math.abs(change) < 20) column.set(at, change);
      });
      columns.push(column);
    });
    for (let i = 0; i < size; i++) {
      const precision = 1 / parameters[i]!.spread ** 2;
      matrix[i]![i]! += precision;
      right[i]! -= precision * (positions[i]! - inward(parameters[i]!, parameters[i]!.prior));
      for (const [at, change] of columns[i]!) right[i]! -= weights[at]! * slope(errors[at]!) * change * errors[at]!;
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        const [small, large] =
          columns[i]!.size < columns[j]!.size ? [columns[i]!, columns[j]!] : [columns[j]!, columns[i]!];
        for (const [at, change] of small) {
          const other = large.get(at);
          if (other !== undefined) sum += weights[at]! * slope(errors[at]!) * change * other;
        }
        matrix[i]![j]! += sum;
        if (i !== j) matrix[j]![i]! += sum;
      }
    }
    let better = false;
    for (let attempt = 0; attempt < 6 && !better; attempt++) {
      const damped = matrix.map((row, index) => {
        const copy = Float64Array.from(row);
        copy[index]! *= 1 + damping;
        return copy;
      });
      const change = solve(damped, right);
      const next = positions.map((position, index) => {
        const moved = position + Math.max(-0.5, Math.min(0.5, change[index]!));
        return parameters[index]!.scale === "share" ? Math.min(0.98, Math.max(0, moved)) : moved;
      });
      const nextErrors = errorsAt(next);
      const nextLoss = lossOf(parameters, next, nextErrors, weights);
      if (nextLoss < loss - 1e-9) {
        better = true;
        const gain = loss - nextLoss;
        positions = next;
        errors = nextErrors;
        loss = nextLoss;
        damping = Math.max(1e-4, damping / 4);
        if (gain < 3e-4 * Math.max(1, loss)) return { positions, loss };
      } else damping *= 5;
    }
    if (!better) break;
  }
  return { positions, loss };
}
