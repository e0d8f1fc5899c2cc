// Guarantee: the proof calls a core unpassable where no mesh of one-link neighbors contains it, and nowhere else.
import { describe, expect, it } from "vitest";
import { ClauseSolver, type Literal, not } from "./clauses.ts";
import type { DefectMap } from "./defect-map.ts";
import { unpassableCores } from "./unpassable.ts";

const rows = 10;
const columns = 9;
/** Rows of the patch that its mesh need not fill. */
const spare = 2;

interface Place {
  readonly row: number;
  readonly column: number;
  readonly literal: Literal;
}

/** Where a node of the mesh may lie: any live core two rows or columns aside, at the patch's sides one of its column. */
function placesOf(dead: Uint8Array, row: number, column: number): { readonly row: number; readonly column: number }[] {
  const isSide = row === 0 || row === rows - spare - 1 || column === 0 || column === columns - 1;
  const aside = isSide ? 0 : 2;
  const high = Array.from({ length: spare + 2 * aside + 1 }, (_, up) => row - aside + up);
  const wide = Array.from({ length: 2 * aside + 1 }, (_, along) => column - aside + along);
  return high
    .flatMap((at) => wide.map((along) => ({ row: at, column: along })))
    .filter((at) => at.row >= 0 && at.row < rows && at.column >= 0 && at.column < columns)
    .filter((at) => dead[at.row * columns + at.column] === 0);
}

/** Whether a search over all of them finds a mesh on the patch. It shares nothing with the repair but the solver. */
function hasMesh({ dead }: DefectMap): boolean {
  const solver = new ClauseSolver();
  const onCore: Literal[][] = Array.from({ length: rows * columns }, () => []);
  const nodes = Array.from({ length: (rows - spare) * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return placesOf(dead, row, column).map((place) => {
      const literal = solver.variable(place.column === column);
      onCore[place.row * columns + place.column]?.push(literal);
      return { ...place, literal };
    });
  });
  for (const places of nodes) solver.add(places.map(({ literal }) => literal));
  for (const places of nodes) solver.addAtMostOne(places.map(({ literal }) => literal));
  for (const literals of onCore) solver.addAtMostOne(literals);
  const link = (from: readonly Place[], to: readonly Place[]) => {
    for (const one of from) {
      const near = to.filter((other) => Math.abs(other.row - one.row) + Math.abs(other.column - one.column) <= 2);
      solver.add([not(one.literal), ...near.map(({ literal }) => literal)]);
    }
  };
  for (const [at, node] of nodes.entries()) {
    for (const other of [at % columns === columns - 1 ? undefined : nodes[at + 1], nodes[at + columns]]) {
      if (other === undefined) continue;
      link(node, other);
      link(other, node);
    }
  }
  return solver.solve(500) !== null;
}

/** Each way in which cores of a block in the middle of the patch may be dead, but those that lie mirrored. */
function* patterns(high: number, wide: number): Generator<DefectMap> {
  for (let bits = 0; bits < 1 << (high * wide); bits += 1) {
    const dead = new Uint8Array(rows * columns);
    let mirrored = 0;
    for (let cell = 0; cell < high * wide; cell += 1) {
      if (((bits >> cell) & 1) === 0) continue;
      const [row, column] = [Math.floor(cell / wide), cell % wide];
      dead[(4 + row) * columns + 3 + column] = 1;
      mirrored |= 1 << (row * wide + wide - 1 - column);
    }
    if (mirrored >= bits) yield { rows, columns, dead, deadCount: dead.reduce((sum, each) => sum + each, 0) };
  }
}

describe("cores that no mesh passes", () => {
  it.each([
    { high: 2, wide: 3 },
    { high: 3, wide: 2 },
    { high: 3, wide: 3 },
  ])(
    "a block of $high x $wide has one just where no mesh is found around it, whichever of its cores are dead",
    (block) => {
      for (const map of patterns(block.high, block.wide)) {
        const [{ length }, drawn] = [unpassableCores(map), map.dead.join("")];
        expect({ drawn, passed: length === 0 }).toEqual({ drawn, passed: hasMesh(map) });
      }
    },
  );
});
