// A process that asks its planner once and then has nothing left to do.
import { createLog } from "../src/log.ts";
import { createPlanner } from "../src/plan/planner.ts";
import { planComputeInput } from "../src/plan/schemas.ts";

const planner = createPlanner({ log: createLog({ name: "test", level: "warn" }) });
const answer = await planner.ask("test", "compute", planComputeInput.parse({ model: "gpt2", system: "cs-2" }));
process.stdout.write(answer.result.outcome);
