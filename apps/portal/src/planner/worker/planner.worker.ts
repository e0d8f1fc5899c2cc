import {
  curveCounts,
  type Infeasible,
  joinFronts,
  type ParetoPoint,
  pinsAt,
  type Plan,
  type Planner,
  scalingCurve,
} from "@ingot/compute";
import type { PlannerQuestion } from "../state.ts";
import { drawingsOf } from "./drawings.ts";
import { frontParts, frontView } from "./front.ts";
import { heldText } from "./held.ts";
import { launchView } from "./launch.ts";
import type { CurveView, PlannerReply, PlannerRequest, UnreadableView } from "./message.ts";
import { outcomeView, planned } from "./outcome.ts";
import { reasonsOf } from "./reasons.ts";
import { resolve, type Resolved } from "./resolve.ts";
import { wholeRunView } from "./whole-run.ts";

const reply = (message: PlannerReply, transfer: Transferable[] = []) => postMessage(message, { transfer });

/** The newest question of each task: whatever is older stops at the next breath. */
const newest = { plan: 0, front: 0, curve: 0, launch: 0, wholeRun: 0 };

/** Lets waiting messages in. **Returns** whether the question is still the newest of its task. */
async function stillAsked({ task, sequence }: PlannerRequest): Promise<boolean> {
  await new Promise((resume) => {
    setTimeout(resume);
  });
  return newest[task] === sequence;
}

/** What cannot be planned for a reason of the question's own is told, not thrown. */
function attempt<Value>(work: () => Value): Value | UnreadableView {
  try {
    return work();
  } catch (error) {
    return { kind: "unreadable", problems: [error instanceof Error ? error.message : String(error)] };
  }
}

type Made = Plan | Infeasible;

/** The last plan: launches and explanations of the same question need no second search. */
let last: { readonly key: string; readonly made: Made } | null = null;

function planOnce(question: PlannerQuestion, resolved: Resolved): Made | UnreadableView {
  const key = JSON.stringify(question);
  if (last?.key === key) return last.made;
  const made = attempt(() => planned(resolved));
  if (made.kind !== "unreadable") last = { key, made };
  return made;
}

async function answer(request: PlannerRequest): Promise<void> {
  const { sequence, question } = request;
  const begun = performance.now();
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable") {
    reply({ kind: "plan", sequence, setting: null, outcome: resolved, milliseconds: performance.now() - begun });
    return;
  }
  const made = planOnce(question, resolved);
  const outcome = made.kind === "unreadable" ? made : attempt(() => outcomeView(resolved, made));
  const { setting } = resolved;
  reply({ kind: "plan", sequence, setting, outcome, milliseconds: performance.now() - begun });
  if (made.kind === "unreadable" || outcome.kind === "unreadable") return;
  if (!(await stillAsked(request))) return;
  const drawings = drawingsOf(resolved, made);
  const columns = drawings.pipeline ? Object.values(drawings.pipeline.slots) : [];
  reply(
    { kind: "drawings", sequence, ...drawings },
    columns.map(({ buffer }) => buffer as ArrayBuffer),
  );
  if (!(await stillAsked(request))) return;
  const reasons = attempt(() => reasonsOf(resolved, made));
  reply({ kind: "reasons", sequence, ...("problems" in reasons ? { explanation: null, changes: [] } : reasons) });
}

function curveOf(resolved: Resolved): CurveView {
  const { ask, choice, pins } = resolved;
  const { devices: _devices, ...hardware } = choice;
  const planner: Planner = (of, on) => planned({ ask: of, choice: on, pins: pinsAt(pins, on.devices) });
  const { points, knees, turn } = scalingCurve(ask, hardware, { counts: curveCounts(choice), planner });
  // What holds on every number of devices.
  const held = pinsAt(pins, 0);
  // Of several knees at one number the deepest says it all.
  const told = knees.filter((knee, index) => knees[index + 1]?.devices !== knee.devices);
  return { points, knees: told, turn, held: heldText(held, pins), pins: held };
}

async function drawCurve({ sequence, question }: PlannerRequest): Promise<void> {
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable") return;
  const curve = attempt(() => curveOf(resolved));
  reply({ kind: "curve", sequence, curve: "points" in curve ? curve : null });
}

/** No more often is it told how far the comparison is. **Unit** ms. */
const progressEvery = 150;

/** The slow picture, in parts with a look at what is asked now between them. */
async function compare(request: PlannerRequest): Promise<void> {
  const { sequence, question } = request;
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable" || resolved.system.kind !== "gpu") return;
  const parts = frontParts(question, resolved);
  let front: ParetoPoint[] = [];
  let told = performance.now();
  for (const [done, { known, search }] of parts.entries()) {
    if (!known && !(await stillAsked(request))) return;
    const found = known ?? attempt(search);
    if (!("kind" in found)) front = joinFronts(front, found);
    if (performance.now() - told < progressEvery) continue;
    told = performance.now();
    reply({ kind: "progress", sequence, done: done + 1, of: parts.length });
  }
  reply({ kind: "front", sequence, ...frontView(resolved, front) });
}

async function writeLaunch(request: PlannerRequest & { readonly task: "launch" }): Promise<void> {
  const { sequence, question, tool, scheduler } = request;
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable") return;
  const made = planOnce(question, resolved);
  if (made.kind !== "plan") return;
  reply({ kind: "launch", sequence, view: launchView(resolved, made, { tool, scheduler }) });
}

async function tellRun({ sequence, question }: PlannerRequest): Promise<void> {
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable") return;
  const view = attempt(() => wholeRunView(resolved));
  reply({ kind: "wholeRun", sequence, view: view && "goodput" in view ? view : null });
}

addEventListener("message", ({ data }: MessageEvent<PlannerRequest>) => {
  newest[data.task] = data.sequence;
  void stillAsked(data).then((asked) => {
    if (!asked) return undefined;
    switch (data.task) {
      case "plan":
        return answer(data);
      case "front":
        return compare(data);
      case "curve":
        return drawCurve(data);
      case "launch":
        return writeLaunch(data);
      case "wholeRun":
        return tellRun(data);
    }
  });
});
