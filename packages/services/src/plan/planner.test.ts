// Guarantees: planning is done beside the thread that serves everybody, and answers and refuses as it would there; no
// question holds up another caller's, outlives its limit or slips past its caller's account.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { Gated } from "../../test/gated-thread.ts";
import { ServiceError } from "../errors.ts";
import { createLog } from "../log.ts";
import type { Planner } from "../ports.ts";
import { answers } from "./answers.ts";
import { PlanningBudget, planningBudget } from "./budget.ts";
import { createPlanner, type PlannerParts } from "./planner.ts";
import * as schemas from "./schemas.ts";
import { Turns, waitingMax } from "./turns.ts";
import * as views from "./view-schemas.ts";

const inTest = (name: string): string => fileURLToPath(new URL(`../../test/${name}`, import.meta.url));
const log = createLog({ name: "test", level: "silent" });

describe("the planner's threads", () => {
  const planner = createPlanner({ log });
  afterAll(() => planner.close());
  const gpus = { model: "llama3-8b", system: "dgx-h100", devices: 64 };
  const inputs = {
    compute: schemas.planComputeInput.parse({ ...gpus, explain: true }),
    compare: schemas.planCompareInput.parse({ model: "gpt2", sides: [{ system: "cs-2" }, { system: "dgx-h100" }] }),
    export: schemas.planExportInput.parse({ ...gpus, tool: "torchtitan" }),
    curve: views.planCurveInput.parse(gpus),
    front: views.planFrontInput.parse(gpus),
    run: views.planRunInput.parse(gpus),
    advise: views.planAdviseInput.parse({ ...gpus, served_tokens: 1e12 }),
  };

  it.each(Object.keys(inputs) as (keyof typeof inputs)[])("answer %s to the byte as it is computed", async (name) => {
    const here = (answers[name] as (input: unknown) => unknown)(inputs[name]);
    const there = await planner.ask(name, name, inputs[name]);
    expect(there).toStrictEqual(here);
    expect(JSON.stringify(there)).toBe(JSON.stringify(here));
  });

  it("refuse with code, message, details and hidden cause", async () => {
    const layout = { order: "tensor-data" };
    const input = schemas.planComputeInput.parse({ model: "gpt2", system: "dgx-h100", devices: 8, layout });
    const here = thrownBy(() => answers.compute(input));
    const there = await refusalOf(planner.ask("refused", "compute", input));
    expect(there).toBeInstanceOf(ServiceError);
    expect(there).toMatchObject({ code: "VALIDATION", message: here.message, details: (here as ServiceError).details });
    expect(there.cause).toMatchObject({ name: "RangeError", message: (here.cause as Error).message });
  });

  it("pass on what went wrong on our side as that, for the log and for nobody else", async () => {
    const sideless = { model: "gpt2" } as never;
    const broken = await refusalOf(planner.ask("broken", "compare", sideless));
    expect(broken).toBeInstanceOf(Error);
    expect(broken).not.toBeInstanceOf(ServiceError);
    expect(broken.message).toBe(thrownBy(() => answers.compare(sideless)).message);
  });

  it("let a process end that has nothing left to do", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [inTest("ask-once.ts")]);
    expect(stdout).toBe("planned");
  });
});

describe("a question under way", () => {
  let open: Planner | undefined;
  afterEach(async () => open?.close());
  const gated = (parts: Partial<PlannerParts> = {}) => {
    const planner = (open = createPlanner({ log, threadFile: inTest("gated-thread.ts"), ...parts }));
    return (caller: string, question: Gated) => planner.ask(caller, "compute", question as never);
  };

  it("leaves the process to everybody else, and other callers' questions to the other thread", async () => {
    const ask = gated();
    const gate = shutGate();
    const heavy = ask("anonymous", { gate });
    // Computed in this thread, it would stand still here: nobody but this thread opens the gate.
    expect(await ask("org_other", {})).toBe("let through");
    openGate(gate);
    expect(await heavy).toBe("let through");
  });

  it("ends at its limit with its thread, and another thread takes the next question", async () => {
    const limits: AbortController[] = [];
    const from = () => (limits[limits.push(new AbortController()) - 1] as AbortController).signal;
    const ask = gated({ limit: { seconds: 7, from } });
    const endless = refusalOf(ask("anonymous", { end: "never" }));
    const gate = shutGate();
    const other = ask("org_other", { gate });
    await turnOf(() => limits.length === 2);
    limits[0]?.abort();
    const refused = await endless;
    expect(refused).toMatchObject({ code: "VALIDATION", details: { seconds_max: 7 } });
    expect(refused.message).toMatch(/^a question may take 7 seconds, received one that was not answered by then/);
    expect(await ask("anonymous", {})).toBe("let through");
    openGate(gate);
    expect(await other).toBe("let through");
  });

  it.each(["dies", "hoards"] as const)("whose thread %s fails alone", async (end) => {
    const ask = gated();
    expect(await refusalOf(ask("anonymous", { end }))).not.toBeInstanceOf(ServiceError);
    expect(await ask("org_other", {})).toBe("let through");
  });

  it("is charged what its thread computed, before the caller's next one begins", async () => {
    const ask = gated({ budget: new PlanningBudget(() => 0) });
    const gate = shutGate();
    const first = ask("anonymous", { gate, seconds: planningBudget.burstSeconds + 1 });
    const second = refusalOf(ask("anonymous", {}));
    openGate(gate);
    expect(await first).toBe("let through");
    expect(await second).toMatchObject({ code: "RATE_LIMITED", details: { retry_after_seconds: 5 } });
    expect(await refusalOf(ask("anonymous", {}))).toMatchObject({ code: "RATE_LIMITED" });
    expect(await ask("org_other", {})).toBe("let through");
  });

  it("is charged though it failed", async () => {
    const ask = gated({ budget: new PlanningBudget(() => 0) });
    const seconds = planningBudget.burstSeconds;
    expect(await refusalOf(ask("anonymous", { end: "fails", seconds }))).toMatchObject({ message: "no plan" });
    expect(await refusalOf(ask("anonymous", {}))).toMatchObject({ code: "RATE_LIMITED" });
  });

  it("is answered in the thread that asks where none can be started, and the log says so", async () => {
    const lines: string[] = [];
    const told = createLog({ name: "test", level: "warn" }, { write: (line) => void lines.push(line) });
    open = createPlanner({ log: told, threadFile: inTest("no-such-thread.ts") });
    const input = schemas.planComputeInput.parse({ model: "gpt2", system: "cs-2" });
    expect(await open.ask("anonymous", "compute", input)).toStrictEqual(answers.compute(input));
    expect(lines.join("")).toMatch(/no-such-thread.*plans are made in the thread that answers requests/);
  });
});

describe("turns", () => {
  const taking = (places: number) => {
    const turns = new Turns(places);
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const take = (caller: string, name: string) =>
      turns.take(caller, () => {
        begun.push(name);
        return new Promise<void>((resolve) => ends.set(name, resolve));
      });
    const end = async (name: string) => {
      ends.get(name)?.();
      await settled();
    };
    return { take, begun, end };
  };

  it("go round the callers, however many questions one of them sends", async () => {
    const { take, begun, end } = taking(1);
    for (const name of ["a1", "a2", "a3"]) void take("a", name);
    for (const name of ["b1", "b2"]) void take("b", name);
    void take("c", "c1");
    for (const name of ["a1", "b1", "c1", "a2", "b2", "a3"]) {
      await settled();
      expect(begun.at(-1)).toBe(name);
      await end(name);
    }
    expect(begun).toHaveLength(6);
  });

  it("give a caller one question at a time: a place is kept for the others", async () => {
    const { take, begun, end } = taking(2);
    for (const name of ["a1", "a2"]) void take("a", name);
    await settled();
    expect(begun).toEqual(["a1"]);
    void take("b", "b1");
    await settled();
    expect(begun).toEqual(["a1", "b1"]);
    await end("a1");
    expect(begun).toEqual(["a1", "b1", "a2"]);
  });

  it("refuse what waits beyond their limit by rule and value, and of that caller alone", async () => {
    const { take, begun } = taking(1);
    for (let each = 0; each <= waitingMax; each++) void take("a", `a${each}`);
    const refused = await refusalOf(take("a", "one too many"));
    expect(refused).toMatchObject({ code: "RATE_LIMITED", details: { retry_after_seconds: expect.any(Number) } });
    expect(refused.message).toContain(`${waitingMax} questions of one account may wait for the planner, received 65`);
    void take("b", "b1");
    await settled();
    expect(begun).toEqual(["a0"]);
  });
});

const shutGate = (): Int32Array => new Int32Array(new SharedArrayBuffer(4));

function openGate(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function turnOf(reached: () => boolean): Promise<void> {
  while (!reached()) await settled();
}

async function refusalOf(answer: Promise<unknown>): Promise<Error & { readonly cause?: unknown }> {
  const reason = await answer.then(
    () => new Error("it was answered"),
    (error: unknown) => error,
  );
  return reason as Error;
}

function thrownBy(work: () => unknown): Error & { readonly cause?: unknown } {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
