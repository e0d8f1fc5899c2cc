import type { Log, Planner } from "../ports.ts";
import { answerOf, type Asked } from "./answered.ts";
import { PlanningBudget } from "./budget.ts";
import type { InputOf, OutputOf, QuestionName } from "./questions.ts";
import { openThreads, places, type QuestionLimit, type Threads } from "./threads.ts";
import { Turns } from "./turns.ts";

const usualLimit: QuestionLimit = { seconds: 30, from: (seconds) => AbortSignal.timeout(seconds * 1000) };

export interface PlannerParts {
  readonly log: Log;
  /** Where the threads' source lies; left out, beside this file. A built portal does not know. */
  readonly threadFile?: string | undefined;
  readonly limit?: QuestionLimit;
  readonly warm?: boolean;
  readonly budget?: PlanningBudget;
}

/** The planner on threads of its own, opened by the first question. Idle ones end with the process. */
export function createPlanner(parts: PlannerParts): Planner {
  const { log, threadFile, limit = usualLimit, warm = true } = parts;
  const { budget = new PlanningBudget(() => performance.now() / 1000) } = parts;
  const turns = new Turns(places);
  let threads: Promise<Threads> | undefined;
  const open = () => (threads ??= openThreads({ file: threadFile, limit, warm, log }));
  return {
    async ask<Name extends QuestionName>(caller: string, name: Name, input: InputOf<Name>) {
      budget.admit(caller);
      return turns.take(caller, async () => {
        // What was asked before may have used up the account while this one waited.
        budget.admit(caller);
        const told = await (await open()).answer({ name, input } as Asked);
        budget.charge(caller, told.seconds);
        return answerOf(told) as OutputOf<Name>;
      });
    },
    close: async () => (await threads)?.close(),
  };
}
