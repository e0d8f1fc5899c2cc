// Guarantee: values that the solver returns satisfy every clause, and where it returns none there are none.
import { describe, expect, it } from "vitest";
import { keyOf, uniform } from "../../../simulate/prng.ts";
import { ClauseSolver, type Literal } from "./clauses.ts";

/** Clauses of up to four literals over a few variables, about as many as can just be satisfied. */
function drawClauses(seed: number): { readonly variables: number; readonly clauses: Literal[][] } {
  const key = keyOf(`clauses ${seed}`, "test");
  let draws = 0;
  const below = (most: number) => Math.floor(uniform(key, (draws += 1)) * most);
  const variables = 3 + below(9);
  const clauses = Array.from({ length: Math.floor(variables * (3 + below(3))) }, () => {
    const length = 2 + below(3);
    const chosen = new Set(Array.from({ length }, () => below(variables)));
    return [...chosen].map((variable) => 2 * variable + below(2));
  });
  return { variables, clauses };
}

function isPossible(variables: number, clauses: readonly Literal[][]): boolean {
  for (let values = 0; values < 1 << variables; values += 1) {
    const holds = (literal: Literal) => ((values >> (literal >> 1)) & 1) !== (literal & 1);
    if (clauses.every((clause) => clause.some(holds))) return true;
  }
  return false;
}

describe("the clause solver", () => {
  it("agrees with trying all values, over 1,000 sets of clauses", () => {
    let possible = 0;
    for (let seed = 0; seed < 1000; seed += 1) {
      const { variables, clauses } = drawClauses(seed);
      const solver = new ClauseSolver();
      for (let variable = 0; variable < variables; variable += 1) solver.variable(variable % 2 === 0);
      for (const clause of clauses) solver.add(clause);
      const value = solver.solve(Infinity);
      expect(value !== null).toBe(isPossible(variables, clauses));
      if (value === null) continue;
      possible += 1;
      expect(clauses.every((clause) => clause.some(value))).toBe(true);
    }
    expect(possible).toBeGreaterThan(100);
    expect(possible).toBeLessThan(900);
  });

  it("lets at most one of several be true", () => {
    const solver = new ClauseSolver();
    const literals = Array.from({ length: 5 }, () => solver.variable(true));
    solver.addAtMostOne(literals);
    solver.add(literals);
    const value = solver.solve(Infinity);
    expect(literals.filter((literal) => value?.(literal))).toHaveLength(1);
  });
});
