import type { KernelGraph } from "./graph.ts";
import { plainLooks } from "./looks-moves.ts";
import type { Option, OptionList } from "./options.ts";
import type { Looks } from "./rigid-plan.ts";
import { joined, mirrored, type Slice } from "./slicing.ts";

/** A floor to begin from: how it is cut, and what its kernels look like. */
export interface Start {
  readonly slice: Slice;
  readonly looks: readonly Looks[];
}

/** The narrowest shape of at most this height; options are sorted by width. */
const narrowest = ({ options }: OptionList, most: number): Option | undefined =>
  options.find((option) => option.tall <= most);

/**
 * Kernels in their order in rows of equal height, each as narrow as the row allows, rows as a snake. **Returns** null
 * where they need more rows.
 */
export function rowStart(
  graph: KernelGraph,
  lists: readonly OptionList[],
  order: readonly number[],
  rows: number,
): Start | null {
  const most = Math.floor(graph.height / rows);
  const looks: Looks[] = [];
  const lines: number[][] = [];
  let room = 0;
  for (const kernel of order) {
    const option = narrowest(lists[kernel] as OptionList, most);
    if (option === undefined) return null;
    looks[kernel] = plainLooks(option);
    if (room < option.wide) {
      lines.push([]);
      room = graph.width;
      if (lines.length > rows || room < option.wide) return null;
    }
    lines.at(-1)?.push(kernel);
    room -= option.wide;
  }
  const slices = lines.map((line, index) => (index % 2 === 0 ? joined(line, false) : mirrored(joined(line, false))));
  return { slice: joined(slices, true), looks };
}
