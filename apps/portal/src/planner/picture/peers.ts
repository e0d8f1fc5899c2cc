import type { ParallelDimension, Topology, TopologyGroup } from "@ingot/compute";

/** Colours of the dimensions, by letter. */
export const dimensionTints = {
  tensor: "a",
  context: "f",
  expert: "c",
  data: "d",
  pipeline: "b",
} as const satisfies Record<ParallelDimension, string>;

/** The ranks of the group that a rank belongs to; groups lie side by side, neighbours `stride` apart. */
export function peersOf({ ranks, stride }: Pick<TopologyGroup, "ranks" | "stride">, rank: number): number[] {
  const block = stride * ranks;
  const first = Math.floor(rank / block) * block + (rank % stride);
  return Array.from({ length: ranks }, (_, index) => first + index * stride);
}

/** A grid of equal boxes. **Unit** px. */
interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly gap: number;
  readonly box: readonly [width: number, height: number];
}

const sizeOf = ({ columns, rows, gap, box: [width, height] }: Grid): [number, number] => [
  columns * width + (columns - 1) * gap,
  rows * height + (rows - 1) * gap,
];

const cornerOf = ({ columns, gap, box: [width, height] }: Grid, index: number): [number, number] => [
  (index % columns) * (width + gap),
  Math.floor(index / columns) * (height + gap),
];

/** Columns that make a grid of so many boxes about `shape` times as wide as high. */
const columnsFor = (count: number, [width, height]: readonly [number, number], shape: number): number =>
  Math.min(count, Math.max(1, Math.round(Math.sqrt((count * height * shape) / width))));

export interface MapFrame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where every device lies on paper: cells in nodes, nodes below leaves. */
export interface DeviceMap {
  readonly cell: number;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly MapFrame[];
  readonly leaves: readonly MapFrame[];
  /** The devices' cells; those that touch, in a row or in a whole node, are one. */
  readonly blocks: readonly MapFrame[];
  readonly at: (device: number) => readonly [x: number, y: number];
  readonly deviceAt: (x: number, y: number) => number | null;
}

type Machine = Pick<Topology, "devices" | "nodes" | "devicesPerNode" | "nodesPerLeaf">;

const nodeColumns = (devices: number): number => (devices <= 4 ? 2 : devices <= 16 ? 4 : 12);

/** How large everything is; the places follow from it. */
interface Measures {
  readonly cell: number;
  readonly inside: number;
  readonly border: number;
  readonly cells: Grid;
  readonly leaf: Grid;
  readonly floor: Grid;
  readonly size: readonly [width: number, height: number];
}

const grown = (grid: Grid, by: number): [number, number] => {
  const [width, height] = sizeOf(grid);
  return [width + 2 * by, height + 2 * by];
};

function measure(machine: Machine, width: number, cell: number, shape: number): Measures {
  const { devices, nodes, devicesPerNode, nodesPerLeaf } = machine;
  const gap = cell >= 4 ? 1 : 0;
  const inside = cell >= 5 ? 3 : 1;
  const border = cell >= 5 ? 6 : 3;
  const columns = Math.min(devicesPerNode, nodeColumns(devicesPerNode), devices);
  const cells: Grid = { columns, rows: Math.ceil(Math.min(devicesPerNode, devices) / columns), gap, box: [cell, cell] };
  const node = grown(cells, inside);
  const below = Math.min(nodesPerLeaf, nodes);
  const shelf = columnsFor(below, node, shape);
  const leaf: Grid = { columns: shelf, rows: Math.ceil(below / shelf), gap: Math.max(1, cell / 2), box: node };
  const box = grown(leaf, border);
  const count = Math.ceil(nodes / nodesPerLeaf);
  const across = Math.max(1, Math.min(count, Math.floor((width + cell) / (box[0] + cell))));
  const floor: Grid = { columns: across, rows: Math.ceil(count / across), gap: Math.max(3, cell), box };
  return { cell, inside, border, cells, leaf, floor, size: sizeOf(floor) };
}

function mapOf({ devices, nodes, devicesPerNode, nodesPerLeaf }: Machine, measures: Measures): DeviceMap {
  const { cell, inside, border, cells, leaf, floor, size } = measures;
  const leafCorner = (index: number) => cornerOf(floor, index);
  const nodeCorner = (node: number): [number, number] => {
    const [x, y] = leafCorner(Math.floor(node / nodesPerLeaf));
    const [dx, dy] = cornerOf(leaf, node % nodesPerLeaf);
    return [x + border + dx, y + border + dy];
  };
  const at = (device: number): [number, number] => {
    const [x, y] = nodeCorner(Math.floor(device / devicesPerNode));
    const [dx, dy] = cornerOf(cells, device % devicesPerNode);
    return [x + inside + dx, y + inside + dy];
  };
  const frame = ([left, top]: [number, number], [width, height]: Grid["box"]) => ({ left, top, width, height });
  const block = (first: number, columns: number, rows: number) => frame(at(first), [columns * cell, rows * cell]);
  const blocksOf = (node: number): MapFrame[] => {
    const first = node * devicesPerNode;
    const count = Math.min(devicesPerNode, devices - first);
    if (cells.gap > 0) return Array.from({ length: count }, (_, index) => block(first + index, 1, 1));
    const [rows, rest] = [Math.floor(count / cells.columns), count % cells.columns];
    const whole = rows > 0 ? [block(first, cells.columns, rows)] : [];
    return rest > 0 ? [...whole, block(first + count - rest, rest, 1)] : whole;
  };
  return {
    cell,
    width: size[0],
    height: size[1],
    nodes: Array.from({ length: nodes }, (_, node) => frame(nodeCorner(node), leaf.box)),
    blocks: Array.from({ length: nodes }, (_, node) => blocksOf(node)).flat(),
    leaves: Array.from({ length: Math.ceil(nodes / nodesPerLeaf) }, (_, index) => frame(leafCorner(index), floor.box)),
    at,
    deviceAt: (x, y) => {
      for (let device = 0; device < devices; device++) {
        const [left, top] = at(device);
        if (x >= left - cells.gap && x <= left + cell && y >= top - cells.gap && y <= top + cell) return device;
      }
      return null;
    },
  };
}

const cellSizes = [16, 14, 12, 10, 8, 7, 6, 5, 4, 3, 2] as const;
/** Widths of a leaf's box over its height. */
const shapes = [1.6, 1, 2.4, 4, 0.7] as const;

/** The largest map that fits the width and about the height, the flattest of several; the smallest where none does. */
export function deviceMap(machine: Machine, width: number, heightMost: number): DeviceMap {
  for (const cell of cellSizes) {
    const [flattest] = shapes
      .map((shape) => measure(machine, width, cell, shape))
      .filter(({ size }) => size[0] <= width && size[1] <= heightMost)
      .toSorted((left, right) => left.size[1] - right.size[1]);
    if (flattest) return mapOf(machine, flattest);
  }
  return mapOf(machine, measure(machine, width, 1.5, shapes[0]));
}
