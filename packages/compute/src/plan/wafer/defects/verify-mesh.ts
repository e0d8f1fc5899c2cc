// A second opinion on a repaired wafer: only the map, the mesh and the rule of the links; none of the repair's code.
import type { DefectMap } from "./defect-map.ts";
import type { LogicalMesh } from "./repair.ts";
import { unpassableCores } from "./unpassable.ts";

type Core = readonly [number, number];

/** A link spans one hop or two, over whatever lies between. */
const mostHops = 2;

/** Rows and columns by which neighbours may lie aside of a core that no mesh can pass. */
const nearUnpassable = 4;

/** Whether a route of at most `most` links joins two cores, growing from both ends to meet in the middle. */
function reachable(map: DefectMap, from: Core, to: Core, most: number): boolean {
  const name = ([row, column]: Core) => `${row},${column}`;
  const grow = (start: Core, steps: number) => {
    let edge = [start];
    const all = new Set([name(start)]);
    for (let step = 0; step < steps; step += 1) {
      const outer: Core[] = [];
      for (const [row, column] of edge) {
        for (let down = -mostHops; down <= mostHops; down += 1) {
          const span = mostHops - Math.abs(down);
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

/** What a verifier is told to accept. */
export interface MeshRule {
  /** Most links between neighbours. */
  readonly mostLinks: number;
  /** Most links where a dead core lies near that no mesh of one-link neighbours can pass; as elsewhere when absent. */
  readonly mostLinksAtUnpassable?: number;
}

/**
 * The rules that a mesh breaks, at most twenty: every logical core on a live core of its own, every pair of neighbours
 * joined by at most so many links over live routers.
 */
export function verifyMesh(map: DefectMap, mesh: LogicalMesh, rule: MeshRule): string[] {
  const problems: string[] = [];
  const taken = new Uint8Array(map.rows * map.columns);
  if (mesh.coreOf.length !== mesh.rows * mesh.columns) problems.push(`${mesh.coreOf.length} places for the mesh`);
  const unpassable = rule.mostLinksAtUnpassable === undefined ? [] : unpassableCores(map);
  const mostLinks = ([row, column]: Core) => {
    const near = unpassable.some(
      (core) => Math.max(Math.abs(core.row - row), Math.abs(core.column - column)) <= nearUnpassable,
    );
    return near ? (rule.mostLinksAtUnpassable ?? rule.mostLinks) : rule.mostLinks;
  };
  const at = (core: number): Core => [Math.floor(core / map.columns), core % map.columns];
  const join = (one: number, other: number) => {
    const [a, b] = [at(one), at(other)];
    if (Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) <= mostHops) return;
    if (!reachable(map, a, b, mostLinks(a))) problems.push(`(${a.join(", ")}) cannot reach (${b.join(", ")})`);
  };
  for (let node = 0; node < mesh.coreOf.length && problems.length < 20; node += 1) {
    const core = mesh.coreOf[node] as number;
    const column = node % mesh.columns;
    if (core >= taken.length || map.dead[core] === 1) {
      problems.push(`(${Math.floor(node / mesh.columns)}, ${column}) lies on a dead core`);
    }
    if (taken[core] === 1) problems.push(`(${at(core).join(", ")}) is used twice`);
    taken[core] = 1;
    if (node + mesh.columns < mesh.coreOf.length) join(core, mesh.coreOf[node + mesh.columns] as number);
    if (column + 1 < mesh.columns) join(core, mesh.coreOf[node + 1] as number);
  }
  return problems.slice(0, 20);
}
