const golden = (Math.sqrt(5) - 1) / 2;

/** Where a function of one valley is least between two positive bounds, to a millionth. By golden section in logarithms. */
export function leastAt(cost: (value: number) => number, low: number, high: number): number {
  let left = Math.log(low);
  let right = Math.log(high);
  let inner = right - golden * (right - left);
  let outer = left + golden * (right - left);
  let innerCost = cost(Math.exp(inner));
  let outerCost = cost(Math.exp(outer));
  while (right - left > 1e-6) {
    if (innerCost <= outerCost) {
      right = outer;
      outer = inner;
      outerCost = innerCost;
      inner = right - golden * (right - left);
      innerCost = cost(Math.exp(inner));
    } else {
      left = inner;
      inner = outer;
      innerCost = outerCost;
      outer = left + golden * (right - left);
      outerCost = cost(Math.exp(outer));
    }
  }
  return Math.exp((left + right) / 2);
}
