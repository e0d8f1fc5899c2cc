import type { Infeasible, Plan } from "@ingot/compute";
import { curveKey, type PlannerQuestion } from "../state.ts";
import { attempt } from "./attempt.ts";
import { pipelineView, topologyView } from "./drawings.ts";
import type {
  ChangesReply,
  OutcomeView,
  PipelineReply,
  PlanReply,
  ReasonsReply,
  SettingView,
  TopologyReply,
} from "./message.ts";
import { outcomeView, planned } from "./outcome.ts";
import { changesOf, explanationOf } from "./reasons.ts";
import { resolve, type Resolved } from "./resolve.ts";

type Said<Reply> = Omit<Reply, "sequence">;

type Piece = Said<PipelineReply> | Said<TopologyReply> | Said<ReasonsReply> | Said<ChangesReply>;

/** What is told after the plan itself, in pieces: each is worked out once, when it is first asked for. */
interface Sequel {
  readonly made: Plan | Infeasible;
  readonly pieces: readonly (() => Piece)[];
}

/** The plan of a question; nothing follows where it could not be planned. */
interface Answer {
  readonly plan: Omit<PlanReply, "kind" | "sequence">;
  readonly sequel: Sequel | null;
}

function once<Value>(work: () => Value): () => Value {
  let held: { readonly value: Value } | null = null;
  return () => (held ??= { value: work() }).value;
}

function attempted<Value, Otherwise>(work: () => Value, otherwise: Otherwise): Value | Otherwise {
  const value = attempt(work);
  return typeof value === "object" && value !== null && "problems" in value ? otherwise : value;
}

/** A refusal has no pictures: those of the plan before it stay the last of their kind. */
function piecesOf(resolved: Resolved, made: Plan | Infeasible): (() => Piece)[] {
  if (made.kind === "infeasible") {
    return [() => ({ kind: "changes", changes: attempted(() => changesOf(resolved, made), []) })];
  }
  return [
    () => ({ kind: "pipeline", view: pipelineView(resolved, made) }),
    () => ({ kind: "topology", view: topologyView(resolved, made) }),
    () => ({ kind: "reasons", explanation: attempted(() => explanationOf(resolved, made), null) }),
  ];
}

const sequelOf = (resolved: Resolved, made: Plan | Infeasible): Sequel => ({
  made,
  pieces: piecesOf(resolved, made).map(once),
});

async function find(question: PlannerQuestion): Promise<Answer> {
  const begun = performance.now();
  const resolved = await resolve(question);
  const say = (setting: SettingView | null, outcome: OutcomeView) => ({
    devices: question.devices,
    setting,
    outcome,
    milliseconds: performance.now() - begun,
  });
  if (resolved.kind === "unreadable") return { plan: say(null, resolved), sequel: null };
  const { setting } = resolved;
  const made = attempt(() => planned(resolved));
  if (made.kind === "unreadable") return { plan: say(setting, made), sequel: null };
  const outcome = attempt(() => outcomeView(resolved, made));
  return { plan: say(setting, outcome), sequel: outcome.kind === "unreadable" ? null : sequelOf(resolved, made) };
}

/** Answers to one question on any number of devices: a slider comes back to them. */
const kept = { of: "", answers: new Map<number, Answer>() };

/** **Returns** what is told of a question, found now or before. */
export async function answerOf(question: PlannerQuestion): Promise<Answer> {
  const of = curveKey(question);
  if (kept.of !== of) Object.assign(kept, { of, answers: new Map() });
  const { answers } = kept;
  const found = answers.get(question.devices) ?? (await find(question));
  answers.set(question.devices, found);
  return found;
}
