import type { DefectMap } from "./defect-map.ts";
import { CoreColumns } from "./columns.ts";
import { leadColumns } from "./lead.ts";
import { longestRoute, RouteFinder } from "./links.ts";
import { RowStacker, type Stack } from "./stack.ts";

/**
 * A clean rectangle on a wafer with defects. Logical core (row, column) is the physical core
 * `coreOf[row * columns + column]`, counted as in the defect map: in the same column, or lent by one beside it.
 */
export interface LogicalMesh {
  readonly rows: number;
  readonly columns: number;
  readonly coreOf: Uint32Array;
  /** Logical cores over all physical cores. */
  readonly coreShare: number;
  /** Rows that could still be left out before the mesh must shrink. */
  readonly spareRows: number;
  /** Most physical links between two logical neighbours. */
  readonly longestRoute: number;
  /** Pairs of neighbours that need more than one link. */
  readonly relayedPairs: number;
  /** Logical cores that lie in another column than their own. */
  readonly lentCores: number;
}

/** A wafer that has no such mesh, with the reason in numbers. */
export interface Unrepairable {
  readonly reason: "no_live_rows" | "route_too_long";
  readonly needed: number;
  readonly available: number;
}

export const isMesh = (result: LogicalMesh | Unrepairable): result is LogicalMesh => "coreOf" in result;

export interface RepairOptions {
  /** Rows kept back for cores that die later. **Range** 0 or more; 1 unless told. */
  readonly keptRows?: number;
}

/** The physical core of each logical one. */
function coresOf(columns: CoreColumns, { rows, height }: Stack): { coreOf: Uint32Array; lentCores: number } {
  const across = columns.columns;
  const coreOf = new Uint32Array(rows * across);
  for (let row = 0; row < rows; row += 1) {
    for (let at = row * across; at < (row + 1) * across; at += 1) {
      coreOf[at] = (height[at] as number) * across + at - row * across;
    }
  }
  let lentCores = 0;
  for (const [place, core] of columns.lenders) {
    // A place lies no lower than its logical row.
    for (let at = place; at >= 0; at -= across) {
      if (coreOf[at] !== place) continue;
      coreOf[at] = core;
      lentCores += 1;
      break;
    }
  }
  return { coreOf, lentCores };
}

/** The routes of neighbours that no single link joins. */
function measureRoutes(map: DefectMap, coreOf: Uint32Array) {
  const finder = new RouteFinder(map);
  let [longest, relayedPairs] = [1, 0];
  const { columns } = map;
  const measure = (core: number, to: number) => {
    const [row, column, toRow, toColumn] = [
      Math.floor(core / columns),
      core % columns,
      Math.floor(to / columns),
      to % columns,
    ];
    const links = finder.links(row, column, toRow, toColumn);
    if (links > 1) relayedPairs += 1;
    longest = Math.max(longest, links);
  };
  const last = coreOf.length - columns;
  for (let at = 0, column = 0; at < coreOf.length; at += 1, column = column + 1 === columns ? 0 : column + 1) {
    const core = coreOf[at] as number;
    if (at < last) {
      const up = (coreOf[at + columns] as number) - core;
      if (up !== columns && up !== 2 * columns) measure(core, core + up);
    }
    if (column + 1 < columns) {
      const along = (coreOf[at + 1] as number) - core;
      if (along !== 1 && along !== columns + 1 && along !== 1 - columns) measure(core, core + along);
    }
  }
  return { longest, relayedPairs };
}

function meshOn(map: DefectMap, columns: CoreColumns, wanted: (available: number) => number, loose: boolean) {
  const whole = { fromRow: 0, toRow: map.rows, fromColumn: 0, toColumn: map.columns };
  const stacked = new RowStacker(columns, whole, { loose }).stack();
  const [available, rows] = [stacked.rows, wanted(stacked.rows)];
  if (rows > available) return { reason: "no_live_rows", needed: rows, available } as const;
  const { coreOf, lentCores } = coresOf(columns, { rows, height: stacked.height });
  const { longest, relayedPairs } = measureRoutes(map, coreOf);
  if (longest > longestRoute) return { reason: "route_too_long", needed: longest, available: longestRoute } as const;
  return {
    rows,
    columns: map.columns,
    coreOf,
    coreShare: rows / map.rows,
    spareRows: available - rows,
    longestRoute: longest,
    relayedPairs,
    lentCores,
  };
}

function meshOf(map: DefectMap, rows: number | null, keptRows: number): LogicalMesh | Unrepairable {
  const wanted = (available: number) => rows ?? Math.max(1, available - keptRows);
  const mesh = meshOn(map, leadColumns(map), wanted, false);
  // In a dense cluster detours may lead to longer routes than rows that pass it straight.
  return "reason" in mesh && mesh.reason === "route_too_long" ? meshOn(map, new CoreColumns(map), wanted, true) : mesh;
}

/**
 * The largest clean rectangle of full width, less the rows kept back. **Returns** Unrepairable where a column has no
 * live row left, or a cluster is so large that its neighbours cannot reach each other.
 * **Cost** three passes over the cores, ten milliseconds for 900,000, and a way around each two dead cores one above the
 * other: see `leadColumns`.
 */
export const repairWafer = (map: DefectMap, { keptRows = 1 }: RepairOptions = {}): LogicalMesh | Unrepairable =>
  meshOf(map, null, keptRows);

/** What became of a mesh when a core died. */
export type MeshChange =
  /** Same size, so the compiled program stays; `moved` logical cores lie elsewhere and get their state again. */
  | { readonly kind: "kept"; readonly mesh: LogicalMesh; readonly moved: number }
  /** The spare is used up: a smaller mesh, which needs a new compile. */
  | { readonly kind: "shrunk"; readonly mesh: LogicalMesh }
  | { readonly kind: "lost"; readonly why: Unrepairable };

/** The mesh on the wafer as it is now: at its old size where the spare allows it, else smaller. */
export function repairAgain(map: DefectMap, mesh: LogicalMesh, options: RepairOptions = {}): MeshChange {
  if (stillClean(map, mesh)) return { kind: "kept", mesh, moved: 0 };
  const same = meshOf(map, mesh.rows, 0);
  if (isMesh(same)) {
    let moved = 0;
    for (const [at, core] of same.coreOf.entries()) if (core !== mesh.coreOf[at]) moved += 1;
    return { kind: "kept", mesh: same, moved };
  }
  const smaller = repairWafer(map, options);
  return isMesh(smaller) ? { kind: "shrunk", mesh: smaller } : { kind: "lost", why: smaller };
}

/** Whether no core of the mesh is dead and its routes still hold. */
function stillClean(map: DefectMap, mesh: LogicalMesh): boolean {
  if (mesh.coreOf.some((core) => map.dead[core] === 1)) return false;
  return measureRoutes(map, mesh.coreOf).longest <= mesh.longestRoute;
}
