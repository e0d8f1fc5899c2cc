// Guarantee: a checkpoint leaves for where its reader is, not for where it lies, and the taking is on the record.
import { fence } from "@ingot/governance";
import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceTo, afterStart, sign } from "../../test/story.ts";
import { createWorld, type World } from "../../test/world.ts";
import { readCheckpointFile } from "./read-checkpoint-file.ts";

describe("taking a checkpoint out of a French fence", () => {
  let world: World;
  let id: string;
  beforeAll(async () => {
    // It is trained and stored in Lyon; checkpoints may leave, for readers in France.
    world = await createWorld({ fence: fence({ process: ["FR"], exports: ["checkpoint"] } as never) });
    const contract = await sign(world);
    await advanceTo(world, contract, afterStart(3_600_000));
    const [row] = await world.databases.platform.select({ id: tables.checkpoint.id }).from(tables.checkpoint).limit(1);
    id = row?.id ?? "no checkpoint";
  });
  afterAll(() => world.close());

  const take = (readerCountry: string | null) =>
    readCheckpointFile({ ctx: world.lumen.ctx(), input: { id, readerCountry } });

  it("permits a reader in France, and writes down where the file went", async () => {
    expect((await take("FR")).bytes.length).toBeGreaterThan(0);
    const { auditEntry } = tables;
    const rows = await world.databases.platform.select().from(auditEntry).where(eq(auditEntry.subjectId, id));
    expect(rows.map(({ action, data }) => [action, (data as { reader_country: string }).reader_country])).toEqual([
      ["checkpoint.exported", "FR"],
    ]);
  });

  it("refuses a reader elsewhere, although the file lies in France", async () => {
    await expect(take("US")).rejects.toMatchObject({
      code: "EXPORT",
      message: expect.stringContaining("seen only in: FR"),
    });
  });

  it("refuses a reader whose place nobody proved", async () => {
    await expect(take(null)).rejects.toMatchObject({
      code: "EXPORT",
      message: expect.stringContaining("not in the register"),
    });
  });
});
