export type Matrix = readonly Float64Array[];

const at = (matrix: Matrix, row: number, column: number): number => matrix[row]?.[column] ?? 0;

/** **Returns** the lower factor of a symmetric positive definite matrix. */
function factor(matrix: Matrix): Float64Array[] {
  const size = matrix.length;
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix, i, j);
      for (let k = 0; k < j; k++) sum -= at(lower, i, k) * at(lower, j, k);
      row[j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(lower, j, j);
    }
  }
  return lower;
}

/** Solves a symmetric positive definite system by Cholesky's decomposition. */
export function solve(matrix: Matrix, right: Float64Array): Float64Array {
  const lower = factor(matrix);
  const size = right.length;
  const solved = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    let sum = solved[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= at(lower, i, k) * (solved[k] ?? 0);
    solved[i] = sum / at(lower, i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = solved[i] ?? 0;
    for (let k = i + 1; k < size; k++) sum -= at(lower, k, i) * (solved[k] ?? 0);
    solved[i] = sum / at(lower, i, i);
  }
  return solved;
}
