// Guarantees that a live stream tells every event once and in order, goes on exactly where it broke, and ends in time.
import { tables } from "@ingot/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runToEnd, sign } from "../../test/story.ts";
import { createWorld, systemContext, type World } from "../../test/world.ts";
import { deliverContract, settleContract } from "./settlement.ts";
import { watchContract, type Watched } from "./watch.ts";

describe("watching a contract", () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    world = await createWorld();
    id = await sign(world);
    await addMember(world, "usr_watcher");
  });
  afterAll(() => world.close());

  const addMember = async ({ databases, lumen }: World, userId: string, organizationId = lumen.id) => {
    await databases.auth.insert(tables.user).values({ id: userId, name: "Ana", email: `${userId}@example.com` });
    await databases.auth.insert(tables.member).values({ id: `mem_${userId}`, organizationId, userId });
  };
  const watcher = () => {
    const ctx = world.lumen.ctx();
    return { ...ctx, actor: { ...ctx.actor, personId: "usr_watcher" } as typeof ctx.actor };
  };
  const watch = (lastEventId?: string) =>
    watchContract({ ctx: watcher(), input: lastEventId === undefined ? { id } : { id, lastEventId } });
  const sequencesOf = (messages: readonly Watched[]) =>
    messages.flatMap(({ message }) => (message.kind === "event" ? [message.event.sequence] : []));

  it("refuses a place in the stream that it did not give out", async () => {
    await expect(watch("nonsense").next()).rejects.toMatchObject({ code: "VALIDATION" });
  });

  it("is not there for a stranger", async () => {
    const { actor } = world.rival.ctx();
    if (actor.kind !== "person") throw new Error("a test acts for a person");
    await addMember(world, actor.personId, world.rival.id);
    await expect(watchContract({ ctx: world.rival.ctx(), input: { id } }).next()).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("tells what there is, then what comes, and returns when all is said", async () => {
    const messages: Watched[] = [];
    const stream = watch();
    for (let count = 0; count < 5; count += 1) {
      const { value } = await stream.next();
      if (value) messages.push(value);
    }
    expect(sequencesOf(messages)).toEqual([1, 2, 3, 4]);
    expect(messages.at(-1)?.message.kind).toBe("contract");
    const input = { contractId: id };
    const rest = (async () => {
      for await (const message of stream) messages.push(message);
    })();
    await runToEnd(world, id);
    await deliverContract({ ctx: systemContext(world), input });
    await settleContract({ ctx: systemContext(world), input });
    await rest;
    const sequences = sequencesOf(messages);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    const last = messages.at(-1)?.message;
    expect(last?.kind === "contract" && last.contract.status).toBe("closed");
    const steps = messages.flatMap(({ message }) =>
      message.kind === "metrics" ? message.items.map(({ step }) => step) : [],
    );
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps.length).toBeGreaterThan(50);
  });

  it("goes on exactly after the last message that arrived", async () => {
    const all: Watched[] = [];
    for await (const message of watch()) all.push(message);
    const broken = all[6];
    const resumed: Watched[] = [];
    for await (const message of watch(broken?.id)) resumed.push(message);
    const withoutSnapshots = (messages: readonly Watched[]) =>
      messages.filter(({ message }) => message.kind !== "contract").map(({ id }) => id);
    expect(withoutSnapshots(resumed)).toEqual(withoutSnapshots(all.slice(7)));
  });

  it("ends when the membership does", async () => {
    const other = await sign(world);
    const stream = watchContract({ ctx: watcher(), input: { id: other } });
    expect((await stream.next()).done).toBe(false);
    await world.databases.auth.delete(tables.member);
    let done = false;
    while (!done) done = (await stream.next()).done === true;
    expect(done).toBe(true);
  });
});
