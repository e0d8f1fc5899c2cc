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

/** A piece is worked out once, when it is first asked for. */
interface Part {
  /** Takes several times as long as the plan and all other pieces. */
  readonly slow: boolean;
  readonly known: () => boolean;
  readonly piece: () => Piece;
}

/** What is told after the plan itself. */
interface Sequel {
  readonly made: Plan | Infeasible;
  readonly parts: readonly Part[];
}

/** The plan of a question; nothing follows where it could not be planned. */
interface Answer {
  readonly plan: Omit<PlanReply, "kind" | "sequence">;
  readonly sequel: Sequel | null;
}

function once(work: () => Piece): Omit<Part, "slow"> {
  let held: Piece | null = null;
  return { known: () => held !== null, piece: () => (held ??= work()) };
}

const quick = (work: () => Piece): Part => ({ slow: false, ...once(work) });
const slow = (work: () => Piece): Part => ({ slow: true, ...once(work) });

function attempted<Value, Otherwise>(work: () => Value, otherwise: Otherwise): Value | Otherwise {
  const value = attempt(work);
  return typeof value === "object" && value !== null && "problems" in value ? otherwise : value;
}

/** A refusal has no pictures: those of the plan before it stay the last of their kind. */
function partsOf(resolved: Resolved, made: Plan | Infeasible): Part[] {
  if (made.kind === "infeasible") {
    return [quick(() => ({ kind: "changes", changes: attempted(() => changesOf(resolved, made), []) }))];
  }
  return [
    quick(() => ({ kind: "pipeline", view: pipelineView(resolved, made) })),
    quick(() => ({ kind: "topology", view: topologyView(resolved, made) })),
    slow(() => ({ kind: "reasons", explanation: attempted(() => explanationOf(resolved, made), null) })),
  ];
}

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
  return {
    plan: say(setting, outcome),
    sequel: outcome.kind === "unreadable" ? null : { made, parts: partsOf(resolved, made) },
  };
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
