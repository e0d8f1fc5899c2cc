import { seconds, type Seconds } from "@ingot/units";
import type { Ask, Plan } from "../plan.ts";
import type { DefectMap } from "./defects/defect-map.ts";
import { isMesh, type LogicalMesh, repairWafer, type Unrepairable } from "./defects/repair.ts";
import type { FeatureSide } from "./mapping.ts";
import { waferMemory } from "./memory.ts";
import type { KernelSeconds, LayerSeconds, WaferWork } from "./layer.ts";
import { pipelineGraph, pipelinePlacement, pipelineSeconds } from "./pipeline.ts";
import type { Placement } from "./place/graph.ts";
import { kernelMemory, kernelSize, kernelTime } from "./place/measure.ts";
import { workOfPlan } from "./plan-wafer.ts";
import { stepPasses, treeEfficiency, waferStep } from "./step.ts";

export type FloorBound = "matrix" | "reduce" | "elementwise" | "stream" | "spill";

/** A kernel where it lies on the mesh. Streamed kernels have the wafer in turn, pipelined ones lie side by side. */
export interface FloorRectangle {
  readonly name: string;
  readonly label: string;
  /** Corner and size in cores of the mesh; `y` counts rows. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly cores: number;
  /** Cores of the wafer that have nothing to do while it runs, as a share. Of a pipelined kernel: its own waiting. */
  readonly idleShare: number;
  /** SRAM that it uses, of all its cores; never more than a layer's tensors have. **Unit** byte. */
  readonly memory: number;
  /** In one optimizer step, forward and backward, with its share of the layer's stalls. */
  readonly seconds: Seconds;
  /** What is left to 1 over all turns is the tree and the fill. */
  readonly shareOfStep: number;
  readonly bound: FloorBound;
  /** Which turn has the wafer, from 0; 0 for all that lie side by side. */
  readonly turn: number;
}

/** The wafer under the floor: its defects and the way around them. */
export interface FloorFabric {
  readonly rows: number;
  readonly columns: number;
  /** Cores that the mesh has. */
  readonly meshRows: number;
  readonly meshColumns: number;
  readonly coreShare: number;
  readonly spareRows: number;
  /** Most links between two neighbors of the mesh. */
  readonly longestRoute: number;
  readonly deadCores: readonly { readonly row: number; readonly column: number }[];
}

export interface WaferFloorplan {
  readonly execution: "streamed" | "pipelined";
  readonly fabric: FloorFabric;
  /** Side of the mesh that the features of a layer lie along; null where layers lie side by side. */
  readonly features: FeatureSide | null;
  readonly rectangles: readonly FloorRectangle[];
  /** Layers that take the same turns one after the other; 1 where all are drawn. */
  readonly layers: number;
  /** On this wafer: with defects a little more than the plan's. */
  readonly stepTime: Seconds;
}

/** Kernels that lie side by side on the usual mesh and not on this wafer's. **Unit** cores. */
export interface Unplaced {
  readonly reason: "no_placement";
  readonly needed: number;
  readonly available: number;
}

/** Why a wafer has no floor. */
export interface NoFloor {
  readonly kind: "no-floor";
  readonly why: Unrepairable | Unplaced;
}

export interface FloorplanOptions {
  /** A wafer of the system's fabric; without, the usual rectangle and no defects. */
  readonly defects?: DefectMap;
  /** The mesh on these defects where it is known (after `repairAgain`); repaired anew when absent. */
  readonly mesh?: LogicalMesh;
  /** Of the placement of pipelined kernels. */
  readonly seed?: number;
}

/** Rows and columns of the fabric that a defect map of a system has. */
export const fabricOf = (work: Pick<WaferWork, "system">): { readonly rows: number; readonly columns: number } => ({
  rows: work.system.fabricRows.value,
  columns: work.system.fabricColumns.value,
});

function deadCoresOf(map: DefectMap): { row: number; column: number }[] {
  const found: { row: number; column: number }[] = [];
  for (let at = map.dead.indexOf(1); at >= 0; at = map.dead.indexOf(1, at + 1)) {
    found.push({ row: Math.floor(at / map.columns), column: at % map.columns });
  }
  return found;
}

function fabricWith(map: DefectMap, mesh: LogicalMesh): FloorFabric {
  const { rows, columns } = map;
  const { coreShare, spareRows, longestRoute } = mesh;
  return {
    rows,
    columns,
    meshRows: mesh.rows,
    meshColumns: mesh.columns,
    coreShare,
    spareRows,
    longestRoute,
    deadCores: deadCoresOf(map),
  };
}

function cleanFabric({ mesh, system }: WaferWork): FloorFabric {
  const fabric = fabricOf({ system });
  const coreShare = (mesh.rows * mesh.columns) / (fabric.rows * fabric.columns);
  const { rows: meshRows, columns: meshColumns } = mesh;
  return { ...fabric, meshRows, meshColumns, coreShare, spareRows: 0, longestRoute: 1, deadCores: [] };
}

/** Cores along the features that have some to hold: the last turn of a ceiling is not full. */
function coresUsed(features: number, across: number): number {
  const each = Math.ceil(features / across);
  return Math.ceil(features / each);
}

function boundOf(each: KernelSeconds, stalled: "stream" | "spill" | undefined): FloorBound {
  if (stalled) return stalled;
  if (each.reduce > each.matrix && each.reduce > each.elementwise) return "reduce";
  return each.elementwise > each.matrix ? "elementwise" : "matrix";
}

function streamedRectangles(work: WaferWork): { layer: LayerSeconds; rectangles: FloorRectangle[]; total: number } {
  const passes = stepPasses(work);
  const { layer, forward, backward } = passes;
  const { mapping } = layer;
  const { accumulation, microbatchSize } = work.layout;
  const runs = accumulation * work.model.layers;
  const { total } = waferStep(work);
  const stalled =
    forward.stream + backward.stream > 0 ? "stream" : forward.spill + backward.spill > 0 ? "spill" : undefined;
  // Stalls and the work of norms belong to the layer: each kernel bears them by its own share.
  const stretch =
    (forward.total + backward.total + passes.again) / (layer.forward + layer.backward - layer.elementwise);
  const tokens = microbatchSize * work.sequenceLength;
  const used = coresUsed(tokens, mapping.along);
  const { live } = waferMemory(work.system, work.model, work.sequenceLength, work.layout);
  const rectangles = [...layer.kernels, layer.head].map((each, turn): FloorRectangle => {
    const { name, label, inputs, outputs, weighted } = each.kernel;
    // Attention is cut along the values of its heads; its positions lie with the tokens.
    const widest = name === "scores" ? inputs : outputs;
    const features = weighted ? Math.max(inputs, outputs) : widest;
    const across = Math.min(mapping.across, coresUsed(features, mapping.across));
    const head = name === "head";
    const spent = head
      ? accumulation * passes.head.total
      : runs * (each.matrix + each.reduce + each.elementwise) * stretch;
    const [width, height] = mapping.side === "columns" ? [across, used] : [used, across];
    return {
      name,
      label,
      x: 0,
      y: 0,
      width,
      height,
      cores: width * height,
      idleShare: 1 - (width * height) / (work.mesh.columns * work.mesh.rows),
      // What is wider than a layer's tensors, as logits are, is made and used piece by piece in their room.
      memory: Math.min(live, 2 * tokens * (inputs + (weighted ? outputs : 0)) * (weighted ? 1 : 2)),
      seconds: seconds(spent),
      shareOfStep: spent / total,
      bound: boundOf(each, head ? (passes.head.stream > 0 ? "stream" : undefined) : stalled),
      turn,
    };
  });
  return { layer, rectangles, total };
}

function pipelinedRectangles(work: WaferWork, placement: Placement): { rectangles: FloorRectangle[]; total: number } {
  const graph = pipelineGraph(work.model, work.sequenceLength, work.mesh);
  const sequences = work.layout.microbatchSize * work.layout.accumulation;
  const ideal = (sequences + 2 * work.model.layers) * pipelineSeconds(work, placement.maxTime);
  const total = ideal / treeEfficiency(work.layout.systems);
  const rectangles = placement.kernels.map((placed, index): FloorRectangle => {
    const kernel = graph.kernels[index];
    if (!kernel) throw new Error(`a placement has the kernels of its graph, received one more: ${placed.name}`);
    const size = kernelSize(placed.execution);
    const turned = placed.rotation === "R90";
    const [width, height] = turned ? [size.height, size.width] : [size.width, size.height];
    const time = kernelTime(kernel, placed.execution);
    const spent = sequences * pipelineSeconds(work, time);
    return {
      name: placed.name,
      label: placed.name === "head" ? "Output layer" : placed.name.replace("layer", "Layer"),
      x: placed.x,
      y: placed.y,
      width,
      height,
      cores: width * height,
      idleShare: 1 - time / placement.maxTime,
      memory: 2 * kernelMemory(kernel, placed.execution) * width * height,
      seconds: seconds(spent),
      shareOfStep: spent / total,
      bound: "matrix",
      turn: 0,
    };
  });
  return { rectangles, total };
}

const unplaced = (planned: WaferWork, { mesh }: WaferWork): Unplaced => ({
  reason: "no_placement",
  needed: planned.mesh.columns * planned.mesh.rows,
  available: mesh.columns * mesh.rows,
});

/**
 * Where the kernels of a plan lie on a wafer: with a defect map on the rectangle that its repair leaves.
 * **Returns** the floor, or why the wafer has none. **Throws** RangeError for a plan of GPUs or a map of another fabric.
 * **Cost** some milliseconds, a repair among them; a second or two where kernels lie side by side on another mesh than
 * the plan's.
 */
export function waferFloorplan(ask: Ask, plan: Plan, options: FloorplanOptions = {}): WaferFloorplan | NoFloor {
  const planned = workOfPlan(ask, plan);
  const { defects, seed = 1 } = options;
  const mesh = defects && (options.mesh ?? repairWafer(defects));
  if (mesh && !isMesh(mesh)) return { kind: "no-floor", why: mesh };
  const work = mesh ? { ...planned, mesh: { columns: mesh.columns, rows: mesh.rows } } : planned;
  const fabric = mesh && defects ? fabricWith(defects, mesh) : cleanFabric(planned);
  if (work.layout.execution === "pipelined") {
    const placement = pipelinePlacement(work, seed);
    if (!placement) return { kind: "no-floor", why: unplaced(planned, work) };
    const { rectangles, total } = pipelinedRectangles(work, placement);
    return { execution: "pipelined", fabric, features: null, rectangles, layers: 1, stepTime: seconds(total) };
  }
  const { rectangles, layer, total } = streamedRectangles(work);
  const features = layer.mapping.side;
  return { execution: "streamed", fabric, features, rectangles, layers: work.model.layers, stepTime: seconds(total) };
}
