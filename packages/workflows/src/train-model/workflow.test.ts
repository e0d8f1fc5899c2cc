// Guarantee: a contract's workflow does each step that follows from the rows, whatever fails on the way, whenever it is
// told, and however often it is started again.
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Worker } from "@temporalio/worker";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTrainingEngine } from "../engine/engine.ts";
import { startHarness, type Harness } from "../../test/harness.ts";
import type { ContractStage } from "@ingot/services/contract/settlement";
import type { Cause, ContractActivities } from "./activities.ts";
import { rowsChangedSignal, trainModelWorkflowId } from "./messages.ts";

/** A contract as the rows would tell it, in memory: settling moves it to closed. */
interface Story {
  stage: ContractStage;
  readonly steps: string[];
  /** Steps that fail this many times before they work. */
  readonly failures: Map<string, number>;
  /** The request that each step was told to be for, with the organization. */
  readonly causes: string[];
  /** What a step changes besides. */
  readonly after: Map<string, () => void>;
}

const stories = new Map<string, Story>();

function story(stage: ContractStage, failures: Record<string, number> = {}): { id: string; told: Story } {
  const id = `ctr_${randomUUID().replaceAll("-", "")}`;
  const told: Story = { stage, steps: [], failures: new Map(Object.entries(failures)), causes: [], after: new Map() };
  stories.set(id, told);
  return { id, told };
}

function step(name: string, after?: (told: Story) => void) {
  return async (id: string, cause?: Cause): Promise<void> => {
    const told = stories.get(id);
    if (!told) throw new Error(`no story ${id}`);
    told.steps.push(name);
    told.causes.push(`${cause?.organizationId} ${cause?.requestId}`);
    const left = told.failures.get(name) ?? 0;
    if (left > 0) {
      told.failures.set(name, left - 1);
      throw new Error(`${name} fails ${left} more times`);
    }
    after?.(told);
    told.after.get(name)?.();
  };
}

const close = (told: Story) => {
  told.stage = "closed";
};

const activities: ContractActivities = {
  readStage: async (id) => stories.get(id)?.stage ?? "closed",
  issueDepositPapers: step("deposit"),
  deliverContract: step("deliver"),
  settleContract: step("settle", close),
  settleCancellation: step("settle-cancellation", close),
  settleFailure: step("settle-failure", close),
};

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness(activities);
});
afterAll(() => harness.close());

const start = (id: string) =>
  harness.client.workflow.start("trainModel", {
    workflowId: trainModelWorkflowId(id),
    taskQueue: harness.taskQueue,
    args: [{ contractId: id, organizationId: "org_1" }],
  });

describe("trainModel", () => {
  it("delivers and settles a contract whose training ended, as soon as it is told", async () => {
    const { id, told } = story("under_way");
    const handle = await start(id);
    told.stage = "trained";
    await handle.signal(rowsChangedSignal);
    await handle.result();
    expect(told.steps).toEqual(["deposit", "deliver", "settle"]);
  });

  it("tells each step the request that the contract was last woken by", async () => {
    const { id, told } = story("under_way");
    const { client, taskQueue } = harness;
    const engine = createTrainingEngine(client, { taskQueue });
    await engine.ensureContract(id, "org_1", "req_accept");
    await vi.waitFor(() => expect(told.causes).toEqual(["org_1 req_accept"]), 30_000);
    told.stage = "canceled";
    await engine.ensureContract(id, "org_1", "req_cancel");
    await client.workflow.getHandle(trainModelWorkflowId(id)).result();
    expect(told.causes).toEqual(["org_1 req_accept", "org_1 req_cancel"]);
  });

  it("makes the papers of an invoice that was issued mid-run, and goes on", async () => {
    const { id, told } = story("papers_due");
    told.after.set("deposit", () => {
      told.stage = told.steps.length === 1 ? "papers_due" : "trained";
    });
    await (await start(id)).result();
    expect(told.steps).toEqual(["deposit", "deposit", "deliver", "settle"]);
  });

  it("settles a cancellation by its own step", async () => {
    const { id, told } = story("canceled");
    await (await start(id)).result();
    expect(told.steps).toEqual(["deposit", "settle-cancellation"]);
  });

  it("gives the money back when we failed", async () => {
    const { id, told } = story("failed");
    await (await start(id)).result();
    expect(told.steps).toEqual(["deposit", "settle-failure"]);
  });

  it.each(["deposit", "deliver", "settle"])(
    "repeats the step %s until it works and does no other twice",
    async (name) => {
      const { id, told } = story("trained", { [name]: 2 });
      await (await start(id)).result();
      expect(told.steps.filter((step) => step === name)).toHaveLength(3);
      expect(new Set(told.steps)).toEqual(new Set(["deposit", "deliver", "settle"]));
      expect(told.stage).toBe("closed");
    },
  );

  it("does nothing to a contract that is closed, when it is started again", async () => {
    const { id, told } = story("trained");
    await (await start(id)).result();
    told.steps.length = 0;
    await (await start(id)).result();
    expect(told.steps).toEqual(["deposit"]);
  });
});

describe("recorded histories", () => {
  const folder = new URL("./histories/", import.meta.url);
  it.each(readdirSync(folder))("%s still replays on today's code", async (name) => {
    const history: unknown = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    await Worker.runReplayHistory({ workflowBundle: harness.bundle }, history);
  });
});
