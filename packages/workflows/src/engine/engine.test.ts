// Guarantee: a page of workflows is one question to Temporal, and says of each how it stands, the newest run counting.
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Harness, startHarness } from "../../test/harness.ts";
import { createTrainingEngine } from "./engine.ts";

let harness: Harness;
const closed = new Set<string>();
beforeAll(async () => {
  harness = await startHarness({
    issueDepositPapers: async () => {},
    readStage: async (id) => (closed.has(id) ? "closed" : "under_way"),
  });
});
afterAll(() => harness.close());

it("asks once for all that Temporal lists", async () => {
  const engine = createTrainingEngine(harness.client, { taskQueue: harness.taskQueue });
  const [running, done, absent] = [1, 2, 3].map(() => `ctr_${randomUUID().replaceAll("-", "")}`) as [
    string,
    string,
    string,
  ];
  closed.add(done);
  await engine.ensureContract(running, "org_1");
  await engine.ensureContract(done, "org_1");
  const describe = vi.spyOn(harness.client.workflowService, "describeWorkflowExecution");
  await vi.waitFor(async () => {
    describe.mockClear();
    const standings = await engine.standings([running, done]);
    expect([standings.get(running)?.status, standings.get(done)?.status]).toEqual(["running", "completed"]);
    expect(describe).not.toHaveBeenCalled();
  }, 30_000);
  expect((await engine.standings([absent])).get(absent)?.status).toBe("missing");
  expect(await engine.standings([])).toEqual(new Map());
  await harness.client.workflow.getHandle(`contract/${running}`).terminate("the test is over");
});
