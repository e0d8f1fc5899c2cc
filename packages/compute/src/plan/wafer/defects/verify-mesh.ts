// A second opinion on a repaired wafer: only the map, the mesh and the rule of the links; none of the repair's code.
import type { DefectMap } from "./defect-map.ts";
import type { LogicalMesh } from "./repair.ts";

/** Whether a route of at most `most` links joins two cores, growing from both ends to meet in the middle. */
function reachable(
  map: DefectMap,
  from: readonly [number, number],
  to: readonly [number, number],
  most: number,
): boolean {
  const name = ([row, column]: readonly [number, number]) => `${row},${column}`;
  const grow = (start: readonly [number, number], steps: number) => {
    let edge = [start];
    const all = new Set([name(start)]);
    for (let step = 0; step < steps; step += 1) {
      const outer: (readonly [number, number])[] = [];
      for (const [row, column] of edge) {
        for (let down = -2; down <= 2; down += 1) {
          const span = Math.abs(down) === 2 ? 0 : 1;
          for (let along = -span; along <= span; along += 1) {
            const next = [row + down, column + along] as const;
            const inside = next[0] >= 0 && next[0] < map.rows && next[1] >= 0 && next[1] < map.columns;
            if (!inside || map.dead[next[0] * map.columns + next[1]] !== 0 || all.has(name(next))) continue;
            all.add(name(next));
            outer.push(next);
          }
        }
      }
      edge = outer;
    }
    return all;
  };
  const near = grow(from, Math.ceil(most / 2));
  for (const core of grow(to, Math.floor(most / 2))) if (near.has(core)) return true;
  return false;
}

/**
 * The rules that a mesh breaks, at most twenty: every logical core on a live core of its own, every pair of neighbours
 * joined by at most `mostLinks` links over live routers.
 */
export function verifyMesh(map: DefectMap, mesh: LogicalMesh, mostLinks: number): string[] {
  const problems: string[] = [];
  const taken = new Uint8Array(map.rows * map.columns);
  if (mesh.rowOf.length !== mesh.rows * mesh.columns) problems.push(`${mesh.rowOf.length} places for the mesh`);
  const place = (row: number, column: number) => [mesh.rowOf[row * mesh.columns + column] as number, column] as const;
  const join = (a: readonly [number, number], b: readonly [number, number]) => {
    const hops = Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
    if (hops === 1 || (hops === 2 && Math.abs(a[1] - b[1]) < 2)) return;
    if (!reachable(map, a, b, mostLinks)) problems.push(`(${a.join(", ")}) cannot reach (${b.join(", ")})`);
  };
  for (let column = 0; column < mesh.columns && problems.length < 20; column += 1) {
    for (let row = 0; row < mesh.rows; row += 1) {
      const core = place(row, column);
      const at = core[0] * map.columns + core[1];
      if (core[0] >= map.rows || map.dead[at] === 1) problems.push(`(${row}, ${column}) lies on a dead core`);
      if (taken[at] === 1) problems.push(`(${core.join(", ")}) is used twice`);
      taken[at] = 1;
      if (row + 1 < mesh.rows) join(core, place(row + 1, column));
      if (column + 1 < mesh.columns) join(core, place(row, column + 1));
    }
  }
  return problems.slice(0, 20);
}
