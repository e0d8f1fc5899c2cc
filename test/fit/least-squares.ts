import { type Matrix, solve } from "./cholesky.ts";
import { constantsOf, inward, type Parameter } from "./parameters.ts";
import { type FitRow, logError } from "./rows.ts";

export interface Fit {
  readonly positions: readonly number[];
  readonly loss: number;
}

/** Errors beyond this count by their size, not by its square: one odd row does not bend the constants. */
const knee = 0.05;

/** Rows of a source weigh less the more it has, so that none drowns the others. */
function weightsOf(rows: readonly FitRow[]): number[] {
  const sizes = new Map<string, number>();
  for (const row of rows) sizes.set(row.source, (sizes.get(row.source) ?? 0) + 1);
  return rows.map((row) => 1 / (knee * knee) / Math.sqrt(sizes.get(row.source) ?? 1));
}

const bend = (error: number): number => Math.sqrt(1 + (error / knee) ** 2);

const touches = (parameter: Parameter, row: FitRow): boolean =>
  parameter.kind === "family" ? parameter.owners.includes(row.family) : parameter.owners.includes(row.software);

/** What is minimized: robust errors of weighted rows, and how far each number lies from what is believed of it. */
class Problem {
  readonly parameters: readonly Parameter[];
  readonly rows: readonly FitRow[];
  readonly weights: readonly number[];

  constructor(parameters: readonly Parameter[], rows: readonly FitRow[]) {
    this.parameters = parameters;
    this.rows = rows;
    this.weights = weightsOf(rows);
  }

  errorsAt(positions: readonly number[]): number[] {
    const constants = constantsOf(this.parameters, positions);
    return this.rows.map((row) => logError(row, constants));
  }

  lossOf(positions: readonly number[], errors: readonly number[]): number {
    let loss = 0;
    for (const [index, error] of errors.entries()) {
      loss += (this.weights[index] ?? 0) * 2 * knee * knee * (bend(error) - 1);
    }
    for (const [index, parameter] of this.parameters.entries()) {
      loss += (this.strain(parameter, positions[index] ?? 0) / parameter.spread) ** 2;
    }
    return loss;
  }

  strain(parameter: Parameter, position: number): number {
    return position - inward(parameter, parameter.prior);
  }

  /** Change of each row's error with one number, by its row. */
  slopes(index: number, positions: readonly number[], errors: readonly number[]): Map<number, number> {
    const parameter = this.parameters[index];
    const position = positions[index] ?? 0;
    const found = new Map<number, number>();
    if (!parameter) return found;
    const step = parameter.scale === "share" && position > 0.9 ? -0.01 : 0.01;
    const constants = constantsOf(this.parameters, positions.with(index, position + step));
    for (const [at, row] of this.rows.entries()) {
      if (!touches(parameter, row)) continue;
      const slope = (logError(row, constants) - (errors[at] ?? 0)) / step;
      // A layout that another choice of constants would have guessed differently is no slope.
      if (slope !== 0 && Math.abs(slope) < 20) found.set(at, slope);
    }
    return found;
  }

  /** The normal equations of one step. */
  equations(positions: readonly number[], errors: readonly number[]): { matrix: Matrix; right: Float64Array } {
    const size = this.parameters.length;
    const pulls = errors.map((error, at) => (this.weights[at] ?? 0) / bend(error));
    const slopes = this.parameters.map((_, index) => this.slopes(index, positions, errors));
    const matrix = Array.from({ length: size }, () => new Float64Array(size));
    const right = new Float64Array(size);
    for (const [i, parameter] of this.parameters.entries()) {
      const precision = 1 / parameter.spread ** 2;
      let force = -precision * this.strain(parameter, positions[i] ?? 0);
      for (const [at, slope] of slopes[i] ?? []) force -= (pulls[at] ?? 0) * slope * (errors[at] ?? 0);
      right[i] = force;
      for (let j = 0; j <= i; j++) {
        const sum = product(slopes[i], slopes[j], pulls) + (i === j ? precision : 0);
        set(matrix, i, j, sum);
        set(matrix, j, i, sum);
      }
    }
    return { matrix, right };
  }
}

function set(matrix: Matrix, row: number, column: number, value: number): void {
  const line = matrix[row];
  if (line) line[column] = value;
}

type Slopes = ReadonlyMap<number, number> | undefined;

function product(left: Slopes, right: Slopes, pulls: readonly number[]): number {
  let sum = 0;
  for (const [at, slope] of left ?? []) sum += (pulls[at] ?? 0) * slope * (right?.get(at) ?? 0);
  return sum;
}

/** A step of at most half an e-fold or half a share, within what the number may be. */
function moved(parameter: Parameter, position: number, change: number): number {
  const next = position + Math.max(-0.5, Math.min(0.5, change));
  return parameter.scale === "share" ? Math.min(0.98, Math.max(0, next)) : next;
}

interface Point extends Fit {
  readonly errors: readonly number[];
}

function better(problem: Problem, from: Point, damping: number): { point: Point; damping: number } | undefined {
  const { matrix, right } = problem.equations(from.positions, from.errors);
  let tried = damping;
  for (let attempt = 0; attempt < 6; attempt++, tried *= 5) {
    const damped = matrix.map((row, index) => row.with(index, (row[index] ?? 0) * (1 + tried)));
    const change = solve(damped, right);
    const positions = problem.parameters.map((parameter, index) =>
      moved(parameter, from.positions[index] ?? 0, change[index] ?? 0),
    );
    const errors = problem.errorsAt(positions);
    const loss = problem.lossOf(positions, errors);
    if (loss < from.loss - 1e-9) return { point: { positions, errors, loss }, damping: Math.max(1e-4, tried / 4) };
  }
  return undefined;
}

/** The most likely constants: damped Gauss-Newton on robust errors with priors. Deterministic. **Cost** a second or two. */
export function fit(
  parameters: readonly Parameter[],
  rows: readonly FitRow[],
  start: readonly number[] = parameters.map((parameter) => inward(parameter, parameter.prior)),
): Fit {
  const problem = new Problem(parameters, rows);
  const errors = problem.errorsAt(start);
  let point: Point = { positions: start, errors, loss: problem.lossOf(start, errors) };
  let damping = 1e-2;
  for (let round = 0; round < 30; round++) {
    const next = better(problem, point, damping);
    if (!next) break;
    const gain = point.loss - next.point.loss;
    ({ point, damping } = next);
    if (gain < 3e-4 * Math.max(1, point.loss)) break;
  }
  return point;
}

/** **Returns** how much the loss grows when each number goes back to what is believed of it, the others staying. */
export function worthOf(parameters: readonly Parameter[], rows: readonly FitRow[], at: Fit): number[] {
  const problem = new Problem(parameters, rows);
  return parameters.map((parameter, index) => {
    const positions = at.positions.with(index, inward(parameter, parameter.prior));
    return problem.lossOf(positions, problem.errorsAt(positions)) - at.loss;
  });
}
