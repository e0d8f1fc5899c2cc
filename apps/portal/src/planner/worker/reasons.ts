import {
  type Change,
  explainPlan,
  type GpuLayout,
  type Infeasible,
  type Move,
  type Neighbour,
  type PinnedLayout,
  pinsOf,
  plan,
  type Plan,
} from "@ingot/compute";
import { formatStepTime } from "../../format/duration.ts";
import type { ChangeView, ExplanationView, MoveView, NeighbourView } from "./message.ts";
import type { Resolved } from "./resolve.ts";

/** What a change of the ask or the choice is in the question's own fields. */
function changeView({ ask, choice }: Resolved, change: Change): ChangeView {
  return {
    text: change.text,
    change: {
      ...(change.ask.sequenceLength === ask.sequenceLength ? {} : { sequence: change.ask.sequenceLength }),
      ...(change.ask.globalBatchSize === ask.globalBatchSize ? {} : { batch: change.ask.globalBatchSize }),
      ...(change.ask.dtype === ask.dtype ? {} : { dtype: change.ask.dtype }),
      ...(change.choice.system === choice.system ? {} : { hardware: change.choice.system, cluster: null }),
      devices: change.choice.devices,
      pins: offloads(change.layout),
    },
  };
}

/** What the usual search leaves alone, and a change may need. */
function offloads({ offloadedOptimizer, offloadedLayers }: Partial<GpuLayout> = {}): PinnedLayout {
  return {
    ...(offloadedOptimizer ? { offloadedOptimizer } : {}),
    ...(offloadedLayers ? { offloadedLayers } : {}),
  };
}

/** A layout a step away, with the pins that lead to it where it can be planned and is not the chosen one. */
function neighbourView({ ask }: Resolved, neighbour: Neighbour): NeighbourView {
  const { layout, verdict } = neighbour;
  const possible = layout && verdict !== "does-not-fit" && verdict !== "impossible";
  return { ...neighbour, pins: possible ? pinsOf(layout, ask.model.layers) : null };
}

const sequencesOf = ({ dataParallel, microbatchSize, microbatches }: GpuLayout): number =>
  dataParallel * microbatchSize * microbatches;

const dtypes = ["fp16", "fp8", "fp4", "bf16", "tf32"] as const;

/** What a move is in the question's own fields; other hardware is not among them. */
function moveChange({ ask, choice, pins }: Resolved, move: Move): MoveView["change"] {
  switch (move.code) {
    case "batch":
      return { batch: ask.globalBatchSize * 2 };
    case "fewer":
      return { devices: choice.devices / 2 };
    case "layout":
      return move.layout ? { pins: pinsOf(move.layout, ask.model.layers) } : null;
    case "even":
      return move.layout ? { batch: sequencesOf(move.layout) } : null;
    case "unpin":
      return { pins: Object.fromEntries(Object.entries(pins).filter(([name]) => !(name in move.lets))) };
    case "dtype": {
      const dtype = dtypes.find((each) => move.action.startsWith(`Compute in ${each}`));
      return dtype ? { dtype } : null;
    }
    default:
      return null;
  }
}

/** Pins alone may be what stands in the way. */
function unpinned({ ask, choice, pins }: Resolved): ChangeView[] {
  if (Object.keys(pins).length === 0) return [];
  const free = plan(ask, choice);
  if (free.kind === "infeasible") return [];
  const text = `Let the search choose the layout: a step of ${formatStepTime(free.stepTime)}.`;
  return [{ text, change: { pins: {} } }];
}

/** What would fit where nothing does. */
export function changesOf(resolved: Resolved, made: Infeasible): ChangeView[] {
  const free = unpinned(resolved);
  if (free.length > 0) return free;
  const told = explainPlan(resolved.ask, resolved.choice, made, resolved.pins);
  return told.kind === "refusal" ? told.changes.map((change) => changeView(resolved, change)) : [];
}

/** Why a plan takes its time; null on wafers, whose plans carry their reasons. */
export function explanationOf(resolved: Resolved, made: Plan): ExplanationView | null {
  if (made.layout.kind !== "gpu") return null;
  const told = explainPlan(resolved.ask, resolved.choice, made, resolved.pins);
  if (told.kind === "refusal") return null;
  const { plan: explained, choice: _choice, next, ...explanation } = told;
  if (explained.layout.kind !== "gpu") return null;
  const { layout } = explained;
  const moves = told.moves
    .filter(({ gain }) => gain > 1.0005)
    .map((move): MoveView => ({ ...move, change: moveChange(resolved, move) }));
  const best = moves.find(({ text }) => text === next?.text) ?? null;
  const neighbours = told.neighbours.map((neighbour) => neighbourView(resolved, neighbour));
  return { ...explanation, layout, moves, neighbours, next: best };
}
