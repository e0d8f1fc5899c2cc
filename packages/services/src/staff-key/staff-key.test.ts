// Guarantees: a staff key does what its scopes and its maker's role allow, names its maker in the audit, and ends with them.
import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../test/people.ts";
import { createWorld, staffContext, type World } from "../../test/world.ts";
import { authenticateKey } from "../key/authenticate.ts";
import { breakNode } from "../site/break-node.ts";
import { listSites } from "../site/list.ts";
import { createStaffKey } from "./create.ts";
import { listStaffKeys } from "./list.ts";
import { revokeStaffKey } from "./revoke.ts";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await addStaff(world, "operator");
});
afterAll(() => world.close());

type StaffScope = "fleet.read" | "fleet.write";

async function keyed(...scopes: StaffScope[]) {
  const input = { name: "cli", scopes, expires_in_days: 1 };
  const key = await createStaffKey({ ctx: staffContext(world, "operator"), input });
  const authenticate = () => authenticateKey(world.databases.auth, key.secret ?? "");
  const actor = await authenticate();
  if (!actor) throw new Error("a fresh key is in force");
  return { key, authenticate, ctx: { ...staffContext(world, "operator"), actor } };
}

async function breaking() {
  const [node] = await world.rows<{ id: string; site_id: string }>`select id, site_id from node order by id limit 1`;
  return { node_id: node?.id ?? "", site_id: node?.site_id ?? "" };
}

it("a key reads the fleet with fleet.read, and breaks a node only with fleet.write", async () => {
  const reader = await keyed("fleet.read");
  expect((await listSites({ ctx: reader.ctx, input: {} })).items.length).toBeGreaterThan(0);
  const input = await breaking();
  await expect(breakNode({ ctx: reader.ctx, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const writer = await keyed("fleet.read", "fleet.write");
  await breakNode({ ctx: writer.ctx, input });
  const [entry] = await world.rows<{ actor: object }>`
    select actor from audit_entry where organization_id is null and actor ->> 'key_id' = ${writer.key.id}`;
  expect(entry?.actor).toMatchObject({
    kind: "staff",
    id: "usr_operator",
    name: "Name of operator@ingot.example",
    key: "cli",
  });
});

it("a key is made by a person, with scopes of their own role alone", async () => {
  const { ctx } = await keyed("fleet.read", "fleet.write");
  const input = { name: "child", scopes: ["fleet.read" as const], expires_in_days: 1 };
  await expect(createStaffKey({ ctx, input })).rejects.toMatchObject({ code: "FORBIDDEN" });
  const more = { ...input, scopes: ["books.write" as const] };
  const above = createStaffKey({ ctx: staffContext(world, "operator"), input: more });
  await expect(above).rejects.toMatchObject({ code: "FORBIDDEN", message: expect.stringContaining("books.write") });
  const auditor = createStaffKey({ ctx: staffContext(world, "auditor"), input });
  await expect(auditor).rejects.toMatchObject({ code: "FORBIDDEN" });
});

it("a key ends when it is revoked, when it expires, and when its maker is staff no more", async () => {
  const revoked = await keyed("fleet.read");
  await revokeStaffKey({ ctx: staffContext(world, "operator"), input: { id: revoked.key.id } });
  expect(await revoked.authenticate()).toBeUndefined();
  const { items } = await listStaffKeys({ ctx: staffContext(world, "operator"), input: {} });
  expect(items.find(({ id }) => id === revoked.key.id)?.revoked_at).not.toBeNull();

  const expired = await keyed("fleet.read");
  const { staffKey, staffMember } = tables;
  await world.databases.platform
    .update(staffKey)
    .set({ expiresAt: new Date(0) })
    .where(eq(staffKey.id, expired.key.id));
  expect(await expired.authenticate()).toBeUndefined();

  const demoted = await keyed("fleet.read", "fleet.write");
  await world.databases.auth.update(staffMember).set({ role: "auditor" }).where(eq(staffMember.userId, "usr_operator"));
  const actor = await demoted.authenticate();
  const ctx = { ...demoted.ctx, actor: actor ?? demoted.ctx.actor };
  await expect(breakNode({ ctx, input: await breaking() })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await world.databases.auth.delete(staffMember).where(eq(staffMember.userId, "usr_operator"));
  expect(await demoted.authenticate()).toBeUndefined();
});
