import { CoreColumns, gap, hole, type Run } from "./columns.ts";
import type { DefectMap } from "./defect-map.ts";
import { Detours } from "./detour.ts";
import { rowsPass } from "./pass.ts";
import { farReach, nearReach, weaveAround } from "./rearrange.ts";
import { isPassable } from "./unpassable.ts";

/** Holes one above the other inside the wafer; those at its lower or upper end are in nobody's way. */
function runsOf(columns: CoreColumns): Run[] {
  const { rows, columns: across, places } = columns;
  const runs: Run[] = [];
  for (let at = places.indexOf(hole); at >= 0; at = places.indexOf(hole, at + 1)) {
    const from = Math.floor(at / across);
    if (from === 0 || places[at - across] !== 0 || places[at + across] !== hole) continue;
    const column = at % across;
    const to = columns.next(column, from) - 1;
    if (to + 1 < rows) runs.push({ column, from, to });
  }
  return runs;
}

/** Whether the proof leaves it open that a mesh passes a run of dead cores. */
function isOpen(map: DefectMap, { column, from, to }: Run): boolean {
  for (let row = from; row <= to; row += 1) if (!isPassable(map, row, column)) return false;
  return true;
}

/**
 * The columns of a wafer, led past dead cores one above the other, which no link along a column spans: by a detour over
 * the column beside, the cheap way, else as a search for a mesh around them finds. What no mesh passes stays a gap, which
 * a longer route spans; where even so rows do not get past, the columns around are arranged anew as well.
 * **Cost** a millisecond for 50 detours, and about one for each search.
 */
export function leadColumns(map: DefectMap): CoreColumns {
  const columns = new CoreColumns(map);
  const detours = new Detours(columns);
  const runs = runsOf(columns);
  for (const run of runs) columns.mark(run, hole | gap);
  const lead = (run: Run, find: () => boolean) => {
    // A way around another run may have led around this one too.
    if (!columns.isGap(run)) return;
    const before = columns.changes;
    columns.mark(run, hole);
    if (!find()) columns.undo(before);
  };
  const open = runs.filter((run) => isOpen(map, run));
  for (const run of open) lead(run, () => detours.lead(run));
  const left = open.filter((run) => columns.isGap(run));
  const weave = (run: Run, reach: typeof nearReach) => weaveAround(map, columns, run, reach, left);
  for (const run of left) lead(run, () => weave(run, nearReach) || weave(run, farReach));
  for (const run of runs) if (columns.isGap(run) && !rowsPass(columns, run)) weave(run, nearReach);
  return columns;
}
