import type { Infeasible, Plan } from "@ingot/compute";
import { curveKey, type PlannerQuestion } from "../state.ts";
import { attempt } from "./attempt.ts";
import { pipelineView, topologyView } from "./drawings.ts";
import type { OutcomeView, PipelineReply, PlanReply, ReasonsReply, SettingView, TopologyReply } from "./message.ts";
import { outcomeView, planned } from "./outcome.ts";
import { reasonsOf } from "./reasons.ts";
import { resolve, type Resolved } from "./resolve.ts";

type Said<Reply> = Omit<Reply, "kind" | "sequence">;

/** What is told after the plan itself, each worked out once, when it is first asked for. */
interface Sequel {
  readonly made: Plan | Infeasible;
  readonly pipeline: () => Said<PipelineReply>;
  readonly topology: () => Said<TopologyReply>;
  readonly reasons: () => Said<ReasonsReply>;
}

/** The plan of a question; nothing follows where it could not be planned. */
interface Answer {
  readonly plan: Said<PlanReply>;
  readonly sequel: Sequel | null;
}

function once<Value>(work: () => Value): () => Value {
  let held: { readonly value: Value } | null = null;
  return () => (held ??= { value: work() }).value;
}

function sequelOf(resolved: Resolved, made: Plan | Infeasible): Sequel {
  return {
    made,
    pipeline: once(() => ({ view: pipelineView(resolved, made) })),
    topology: once(() => ({ view: topologyView(resolved, made) })),
    reasons: once(() => {
      const reasons = attempt(() => reasonsOf(resolved, made));
      return "problems" in reasons ? { explanation: null, changes: [] } : reasons;
    }),
  };
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
