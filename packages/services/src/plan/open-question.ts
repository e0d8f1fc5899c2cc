import type { Request } from "../context.ts";
import { callerOf } from "./budget.ts";
import { checkSource } from "./model.ts";
import type { InputOf, OutputOf, QuestionName } from "./questions.ts";

/** A verb open to everybody: the planner answers it, and nothing is read or stored. */
export const openQuestion =
  <Name extends QuestionName>(name: Name) =>
  async ({ ctx, input }: Request<InputOf<Name>>): Promise<OutputOf<Name>> => {
    checkFiles(input);
    return ctx.platform.planner.ask(callerOf(ctx.actor), name, input);
  };

interface Files {
  readonly config?: unknown;
  readonly cluster?: unknown;
  readonly sides?: readonly Files[];
}

/** What is nested without end could not even be copied to a thread. **Throws** VALIDATION with the field's name. */
function checkFiles({ config, cluster, sides = [] }: Files): void {
  if (config !== undefined) checkSource("config", config);
  if (cluster !== undefined) checkSource("cluster", cluster);
  for (const side of sides) checkFiles(side);
}
