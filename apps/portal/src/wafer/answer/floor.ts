import {
  type DefectDraw,
  drawDefects,
  fabricOf,
  findSystem,
  isMesh,
  meanDefects,
  type NoFloor,
  repairWafer,
  waferFloorplan,
} from "@ingot/compute";
import { formatCount } from "../../format/number.ts";
import type { DefectKind, Floor, FloorAnswer, FloorQuestion } from "../question.ts";
import { askOf, planOf } from "./planned.ts";

/** Dead cores of a wafer under stress, of all its cores. */
const manyShare = 0.01;
/** Clusters hold so many dead cores on average, within so many cores of their middle; assumed. */
const clusters = { size: 6, spread: 2 } as const;

function drawOf(defects: Exclude<DefectKind, "none">, number: number, cores: number): DefectDraw {
  const seed = `wafer ${number}`;
  if (defects === "many") return { seed, mean: manyShare * cores };
  return defects === "clustered" ? { seed, mean: meanDefects, clusters } : { seed, mean: meanDefects };
}

function refusalOf({ reason, needed, available }: NoFloor["why"]): string {
  if (reason === "no_placement") {
    return `The kernels lie side by side on ${formatCount(needed)} cores; no way was found to place them on the ${formatCount(available)} that this wafer's dead cores leave.`;
  }
  return reason === "no_live_rows"
    ? `The program needs ${formatCount(needed)} rows of live cores; this wafer has ${formatCount(available)}.`
    : `Two neighbors of the mesh are ${formatCount(needed)} links apart around the dead cores; at most ${formatCount(available)} are allowed.`;
}

function told(floor: Floor | NoFloor, coreOf: Uint32Array | null, plannedStep: number): FloorAnswer {
  return "why" in floor
    ? { kind: "no-floor", text: refusalOf(floor.why) }
    : { kind: "floor", floor, coreOf, plannedStep };
}

/** Where the plan lies on a wafer, and the way around its dead cores. */
export function answerFloor({ ask: asked, plan: wire, draw }: FloorQuestion): FloorAnswer {
  const ask = askOf(asked);
  const plan = planOf(ask, wire);
  const plannedStep = plan.stepTime;
  const system = findSystem(plan.hardware.system);
  if (draw.defects === "none" || system?.kind !== "wafer") {
    return told(waferFloorplan(ask, plan), null, plannedStep);
  }
  const fabric = fabricOf({ system });
  const defects = drawDefects(drawOf(draw.defects, draw.number, fabric.rows * fabric.columns), fabric);
  const mesh = repairWafer(defects);
  if (!isMesh(mesh)) return { kind: "no-floor", text: refusalOf(mesh) };
  return told(waferFloorplan(ask, plan, { defects, mesh }), mesh.coreOf, plannedStep);
}
