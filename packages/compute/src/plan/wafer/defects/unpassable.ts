// Where a long route is nobody's fault: dead cores that no mesh of one-link neighbours contains. None of the repair's code.
import type { DefectMap } from "./defect-map.ts";

type Step = readonly [number, number];

/** The cores one link away: at most two hops. */
const links: readonly Step[] = [-2, -1, 0, 1, 2].flatMap((down) =>
  [-2, -1, 0, 1, 2]
    .filter((along) => Math.abs(down) + Math.abs(along) <= 2 && (down !== 0 || along !== 0))
    .map((along): Step => [down, along]),
);

/** Turns that a closed walk of four cores makes around the core at (0, 0). */
function turns(corners: readonly Step[]): number {
  let angle = 0;
  for (const [index, [down, along]] of corners.entries()) {
    const [nextDown, nextAlong] = corners[(index + 1) % corners.length] ?? [0, 0];
    angle += Math.atan2(along * nextDown - down * nextAlong, along * nextAlong + down * nextDown);
  }
  return Math.round(angle / (2 * Math.PI));
}

/** Every closed walk over four links around a core, as steps from it: a face of a mesh that has the core inside. */
function facesAround(): readonly (readonly Step[])[] {
  const found: Step[][] = [];
  const from = ([row, column]: Step) => links.map(([down, along]): Step => [row + down, column + along]);
  // Each has a corner to the right of the core, and none is further than half its eight hops.
  const right = [-3, -2, -1, 0, 1, 2, 3].flatMap((down) => [1, 2, 3].map((along): Step => [down, along]));
  for (const first of right) {
    for (const second of from(first)) {
      for (const third of from(second)) {
        for (const fourth of from(third)) {
          const closed = Math.abs(fourth[0] - first[0]) + Math.abs(fourth[1] - first[1]) <= 2;
          if (closed && turns([first, second, third, fourth]) !== 0) found.push([first, second, third, fourth]);
        }
      }
    }
  }
  return found;
}

let known: ReturnType<typeof facesAround> | null = null;

/** Whether a dead core lies inside a face of live cores, or under a link that spans it. */
export function isPassable({ rows, columns, dead }: DefectMap, row: number, column: number): boolean {
  // Past its sides a wafer has room for all that is claimed here: a mesh may leave out what lies at its edge.
  const live = (y: number, x: number) => y < 0 || y >= rows || x < 0 || x >= columns || dead[y * columns + x] === 0;
  if (live(row - 1, column) && live(row + 1, column)) return true;
  if (live(row, column - 1) && live(row, column + 1)) return true;
  known ??= facesAround();
  return known.some((face) => face.every(([down, along]) => live(row + down, column + along)));
}

/**
 * Dead cores that no mesh of one-link neighbours around them can contain. The faces of a mesh, closed walks over four
 * links each, cover what lies inside it; so each dead core lies inside a face of live cores, or under a link that spans
 * it. A core with neither is such a one: those of a dead square of 2 x 2 are, as four links span eight hops and the way
 * around takes twelve. In each of the 8,192 ways in which cores of a block of 3 x 4 or 4 x 3 can be dead, a search over all
 * meshes finds one just where there is no such core.
 */
export function unpassableCores(map: DefectMap): { readonly row: number; readonly column: number }[] {
  const { columns, dead } = map;
  const found: { row: number; column: number }[] = [];
  for (let at = dead.indexOf(1); at >= 0; at = dead.indexOf(1, at + 1)) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    if (!isPassable(map, row, column)) found.push({ row, column });
  }
  return found;
}
