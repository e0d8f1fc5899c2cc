// Guarantees that a contract does what its customer asks, once, at the instant it was asked, and for nobody else.
import { tables } from "@ingot/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceTo, afterStart, sign } from "../../test/story.ts";
import { auditOf, createWorld, type World } from "../../test/world.ts";
import { cancelContract } from "./cancel.ts";
import { getContract } from "./get.ts";
import { listContracts } from "./list.ts";
import { listContractEvents } from "./list-events.ts";
import { pauseContract } from "./pause.ts";
import { resumeContract } from "./resume.ts";

const minute = 60_000;

describe("acting on a contract", () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await createWorld();
    id = await sign(world);
  });
  afterAll(() => world.close());

  const read = () => getContract({ ctx: world.lumen.ctx(), input: { id } });

  it("refuses a pause before the job is checked, stating the status and what can be asked", async () => {
    await expect(pauseContract({ ctx: world.lumen.ctx(), input: { id } })).rejects.toMatchObject({
      code: "CONFLICT",
      details: { status: "checking", allowed: ["cancel"] },
    });
  });

  it("pauses at the next checkpoint, moves the promise by the pause, and goes on", async () => {
    await advanceTo(world, id, afterStart(10 * minute));
    const paused = await pauseContract({ ctx: world.lumen.ctx("engineer"), input: { id } });
    expect(paused.actions).toEqual(["resume", "cancel"]);
    await expect(pauseContract({ ctx: world.lumen.ctx(), input: { id } })).rejects.toMatchObject({ code: "CONFLICT" });
    await advanceTo(world, id, afterStart(60 * minute));
    expect(await read()).toMatchObject({ status: "paused", job_status: "paused" });
    await world.setNow(afterStart(90 * minute));
    const before = (await read()).paused_seconds;
    expect(before).toBeGreaterThan(30 * 60);
    await resumeContract({ ctx: world.lumen.ctx(), input: { id } });
    await advanceTo(world, id, afterStart(91 * minute));
    const resumed = await read();
    expect(resumed).toMatchObject({ status: "active", paused_seconds: before, actions: ["pause", "cancel"] });
  });

  it("answers the same key with the same answer and asks once", async () => {
    const ctx = () => world.lumen.ctx("admin", { idempotencyKey: "cancel-once" });
    const answers = [
      await cancelContract({ ctx: ctx(), input: { id } }),
      await cancelContract({ ctx: ctx(), input: { id } }),
    ];
    expect(answers[0]).toEqual(answers[1]);
    const requests = await world.databases.platform.select().from(tables.jobRequest);
    expect(requests.map(({ kind }) => kind)).toEqual(["pause", "resume", "cancel"]);
    await expect(pauseContract({ ctx: ctx(), input: { id } })).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    expect((await auditOf(world, world.lumen.id)).filter((entry) => entry.startsWith("contract.cancel "))).toHaveLength(
      1,
    );
  });

  it("tells every request in the history", async () => {
    const { items } = await listContractEvents({ ctx: world.lumen.ctx("viewer"), input: { id, after: 0, limit: 100 } });
    const asked = items.filter(({ type }) => type.endsWith("_requested")).map(({ type }) => type);
    expect(asked).toEqual(["contract.pause_requested", "contract.resume_requested", "contract.cancel_requested"]);
    const later = await listContractEvents({ ctx: world.lumen.ctx(), input: { id, after: 3, limit: 2 } });
    expect(later.items.map(({ sequence }) => sequence)).toEqual([4, 5]);
  });

  it("is not there for a stranger, and no button for a viewer", async () => {
    const stranger = { ctx: world.rival.ctx(), input: { id } };
    for (const verb of [getContract, pauseContract, resumeContract, cancelContract]) {
      await expect(verb(stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(listContractEvents({ ...stranger, input: { id, after: 0, limit: 10 } })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await listContracts({ ctx: world.rival.ctx(), input: { limit: 10 } })).items).toEqual([]);
    expect((await listContracts({ ctx: world.lumen.ctx(), input: { limit: 10 } })).items).toHaveLength(1);
    const viewer = world.lumen.ctx("viewer");
    expect((await getContract({ ctx: viewer, input: { id } })).actions).toEqual([]);
    await expect(cancelContract({ ctx: viewer, input: { id } })).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
