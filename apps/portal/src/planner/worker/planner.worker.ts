import { curveCounts, joinFronts, type ParetoPoint, pinsAt, type Planner, scalingCurve } from "@ingot/compute";
import type { PlannerQuestion } from "../state.ts";
import { otherStops } from "./ahead.ts";
import { answerOf } from "./answers.ts";
import { attempt } from "./attempt.ts";
import { frontParts, frontView } from "./front.ts";
import { heldText } from "./held.ts";
import { launchView } from "./launch.ts";
import type { CurveView, PlannerReply, PlannerRequest } from "./message.ts";
import { planned } from "./outcome.ts";
import { resolve, type Resolved } from "./resolve.ts";
import { wholeRunView } from "./whole-run.ts";

const reply = (message: PlannerReply) => postMessage(message);

/** The newest question of each task: whatever is older stops at the next breath. */
const newest = { plan: 0, front: 0, curve: 0, launch: 0, wholeRun: 0 };

/** Lets waiting messages in. **Returns** whether the question is still the newest of its task. */
async function stillAsked({ task, sequence }: PlannerRequest, afterMs = 0): Promise<boolean> {
  await new Promise((resume) => {
    setTimeout(resume, afterMs);
  });
  return newest[task] === sequence;
}

/** After so long without another question the slider's other stops are worked out. **Unit** ms. */
const restMs = 250;

/** Does what the slider may ask for next, piece by piece while it rests: then it finds it done, and the code compiled. */
async function workAhead(request: PlannerRequest, pieces: AsyncGenerator<undefined>): Promise<void> {
  if (!(await stillAsked(request, restMs))) return;
  while (!(await pieces.next()).done) if (!(await stillAsked(request))) return;
}

async function* answersAhead(stops: readonly PlannerQuestion[]): AsyncGenerator<undefined> {
  for (const stop of stops) {
    const { sequel } = await answerOf(stop);
    yield;
    for (const { piece } of sequel?.parts ?? []) {
      piece();
      yield;
    }
  }
}

/** Questions that come closer than this are those of a moving slider. **Unit** ms. */
const movingMs = 500;
/** After so long without another question a moving slider stands, and is worth what takes long. **Unit** ms. */
const standsMs = 100;
let beganLast = -Infinity;

/** Whether a question that is begun now is one of a moving slider's. */
function isMoving(): boolean {
  const before = beganLast;
  beganLast = performance.now();
  return beganLast - before < movingMs;
}

/** Whether a moving slider passes a question by: what it would have to wait for leaves the processor to the page. */
const passedBy = async (request: PlannerRequest, moving: boolean, known: boolean): Promise<boolean> =>
  moving && !known && !(await stillAsked(request, standsMs));

async function answer(request: PlannerRequest): Promise<void> {
  const { sequence, question } = request;
  const moving = isMoving();
  const { plan, sequel } = await answerOf(question);
  reply({ kind: "plan", sequence, ...plan });
  if (!sequel) return;
  for (const { slow, known, piece } of sequel.parts) {
    if (slow && (await passedBy(request, moving, known()))) return;
    if (!(await stillAsked(request))) return;
    reply({ sequence, ...piece() });
  }
  if (plan.setting) await workAhead(request, answersAhead(otherStops(question, plan.setting)));
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

async function* searchesAhead(stops: readonly PlannerQuestion[]): AsyncGenerator<undefined> {
  for (const stop of stops) {
    const resolved = await resolve(stop);
    if (resolved.kind === "unreadable") continue;
    for (const { known, search } of frontParts(stop, resolved)) {
      if (known) continue;
      attempt(search);
      yield;
    }
  }
}

/** The slow picture, in parts with a look at what is asked now between them. */
async function compare(request: PlannerRequest): Promise<void> {
  const { sequence, question } = request;
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable" || resolved.system.kind !== "gpu") return;
  const parts = frontParts(question, resolved);
  const known = parts.every((part) => part.known);
  if (await passedBy(request, isMoving(), known)) return;
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
  // Where nothing fits the last front stays, as the other pictures do.
  if (front.length > 0) reply({ kind: "front", sequence, ...frontView(resolved, front) });
  await workAhead(request, searchesAhead(otherStops(question, resolved.setting)));
}

async function writeLaunch(request: PlannerRequest & { readonly task: "launch" }): Promise<void> {
  const { sequence, question, tool, scheduler } = request;
  const [resolved, { sequel }] = await Promise.all([resolve(question), answerOf(question)]);
  if (resolved.kind === "unreadable" || sequel?.made.kind !== "plan") return;
  reply({ kind: "launch", sequence, tool, scheduler, view: launchView(resolved, sequel.made, { tool, scheduler }) });
}

async function tellRun({ sequence, question, ramp }: PlannerRequest & { readonly task: "wholeRun" }): Promise<void> {
  const resolved = await resolve(question);
  if (resolved.kind === "unreadable") return;
  reply({ kind: "wholeRun", sequence, ramp, view: attempt(() => wholeRunView(resolved, ramp)) });
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
