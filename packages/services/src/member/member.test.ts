// Guarantees: who belongs to an organization changes only with a right, by a person, with an audit row, once for one
// idempotency key; an invitation's link joins the invited address once; an organization never loses its last owner.
import { tables } from "@ingot/db";
import type { OrganizationRole } from "@ingot/governance";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addMember, addPerson, type TestPerson } from "../../test/people.ts";
import { auditOf, createWorld, staffContext, type World } from "../../test/world.ts";
import type { ServiceContext } from "../context.ts";
import { createKey } from "../key/create.ts";
import { bindOrganization } from "../transaction.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { describeInvitation } from "./find-invitation.ts";
import { invite } from "./invite.ts";
import { listMembers } from "./list.ts";
import { listInvitations } from "./list-invitations.ts";
import { removeMember } from "./remove.ts";
import { revokeInvitation } from "./revoke-invitation.ts";
import { setMemberRole } from "./set-role.ts";

let world: World;
let people = 0;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const person = (email = `person${(people += 1)}@lumen.example`): Promise<TestPerson> => addPerson(world, email);

async function member(role: OrganizationRole): Promise<TestPerson & { readonly ctx: ServiceContext }> {
  const made = await person();
  await addMember(world, world.lumen, made, role);
  return { ...made, ctx: as(made, role) };
}

const as = ({ id: personId, name, email }: TestPerson, role: OrganizationRole): ServiceContext =>
  world.lumen.ctx(role, { actor: { kind: "person", personId, name, email, organizationId: world.lumen.id, role } });

/** Somebody who has signed in and belongs nowhere. */
const outsider = (): ServiceContext => ({ ...world.lumen.ctx(), actor: { kind: "anonymous" } });

const rolesNow = async () => {
  const { items } = await listMembers({ ctx: world.lumen.ctx("owner"), input: {} });
  return new Map(items.map(({ id, role }) => [id, role]));
};

const audited = async (action: string) =>
  (await auditOf(world, world.lumen.id)).filter((row) => row.startsWith(`${action} `));

let owner: Awaited<ReturnType<typeof member>>;
beforeEach(async () => {
  await world.databases.auth.delete(tables.member).where(eq(tables.member.organizationId, world.lumen.id));
  owner = await member("owner");
});

async function invited(email: string, role: OrganizationRole = "engineer"): Promise<{ id: string; token: string }> {
  const { id, token } = await invite({ ctx: owner.ctx, input: { email, role } });
  if (token === null) throw new Error("a first answer carries the token");
  return { id, token };
}

describe("an invitation", () => {
  it("is audited, and its link makes exactly the invited address a member of that role", async () => {
    const guest = await person("guest@else.example");
    const { id, token } = await invited(guest.email);
    expect(await audited("member.invited")).toContain(`member.invited ${id}`);
    const offer = await describeInvitation({ ctx: outsider(), input: { token } });
    expect(offer).toMatchObject({
      organization: world.lumen.name,
      email: guest.email,
      role: "engineer",
      status: "pending",
    });

    const other = await person("other@else.example");
    const wrong = acceptInvitation({ ctx: outsider(), input: { token, person: other } });
    await expect(wrong).rejects.toMatchObject({ code: "FORBIDDEN", message: expect.stringContaining(guest.email) });
    const nobody = acceptInvitation({ ctx: outsider(), input: { token, person: null } });
    await expect(nobody).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const staff = acceptInvitation({ ctx: staffContext(world, "operator"), input: { token, person: guest } });
    await expect(staff).rejects.toMatchObject({ code: "FORBIDDEN" });

    const ctx = { ...outsider(), idempotencyKey: "join-once" };
    const joined = await acceptInvitation({ ctx, input: { token, person: guest } });
    expect(joined).toEqual({ organization_id: world.lumen.id, role: "engineer" });
    expect(await acceptInvitation({ ctx, input: { token, person: guest } })).toEqual(joined);
    expect((await rolesNow()).get(guest.id)).toBe("engineer");
    expect((await audited("member.joined")).filter((row) => row.endsWith(guest.id))).toHaveLength(1);
    const again = acceptInvitation({ ctx: outsider(), input: { token, person: guest } });
    await expect(again).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await listInvitations({ ctx: owner.ctx, input: {} })).items.map((each) => each.id)).not.toContain(id);
  });

  it("keeps the secret of its link from the tables, and says it once", async () => {
    const ctx = { ...owner.ctx, idempotencyKey: "invite-once" };
    const input = { email: "once@else.example", role: "viewer" as const };
    const first = await invite({ ctx, input });
    expect(first.token).toMatch(/^join_[\w-]{43}$/);
    expect(await invite({ ctx, input })).toEqual({ ...first, token: null });
    const invitations = await world.databases.auth.select().from(tables.invitation);
    const rows = await world.rows`select row_to_json(t)::text as text from audit_entry t
      union all select row_to_json(t)::text from idempotency_key t`;
    expect(JSON.stringify(invitations)).toContain(first.id);
    expect(JSON.stringify(invitations)).not.toContain(first.token);
    expect(JSON.stringify(rows)).not.toContain(first.token);
  });

  it("is replaced by another to the same address, and ends when it is revoked, expired or made up", async () => {
    const guest = await person("again@else.example");
    const first = await invited(guest.email);
    const second = await invited(guest.email, "viewer");
    const accept = (token: string) => acceptInvitation({ ctx: outsider(), input: { token, person: guest } });
    await expect(accept(first.token)).rejects.toMatchObject({ code: "CONFLICT" });
    await world.databases.auth
      .update(tables.invitation)
      .set({ expiresAt: new Date(0) })
      .where(eq(tables.invitation.id, second.id));
    await expect(accept(second.token)).rejects.toMatchObject({ code: "EXPIRED" });
    const third = await invited(guest.email);
    await revokeInvitation({ ctx: owner.ctx, input: { id: third.id } });
    expect(await audited("member.invitation_revoked")).toContain(`member.invitation_revoked ${third.id}`);
    await expect(accept(third.token)).rejects.toMatchObject({ code: "CONFLICT" });
    for (const token of ["", "join_", `join_${"x".repeat(43)}`, third.id]) {
      await expect(accept(token)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect((await rolesNow()).has(guest.id)).toBe(false);
  });

  it("goes to nobody who is a member, and to no role above the inviter's", async () => {
    const admin = await member("admin");
    const colleague = invite({ ctx: owner.ctx, input: { email: admin.email, role: "viewer" } });
    await expect(colleague).rejects.toMatchObject({ code: "CONFLICT" });
    const above = invite({ ctx: admin.ctx, input: { email: "boss@else.example", role: "owner" } });
    await expect(above).rejects.toMatchObject({ code: "FORBIDDEN" });
    const viewer = await member("viewer");
    const byViewer = async () => invite({ ctx: viewer.ctx, input: { email: "a@else.example", role: "viewer" } });
    await expect(byViewer()).rejects.toMatchObject({ code: "FORBIDDEN" });
    const key = { kind: "key", keyId: "key_1", name: "ci", organizationId: world.lumen.id, role: "admin" } as const;
    const byKey = invite({ ctx: { ...owner.ctx, actor: key }, input: { email: "a@else.example", role: "viewer" } });
    await expect(byKey).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("sent twice at once to one address leaves one open", async () => {
    const input = { email: "race@else.example", role: "viewer" as const };
    await Promise.all([1, 2, 3, 4].map(() => invite({ ctx: owner.ctx, input })));
    const { items } = await listInvitations({ ctx: owner.ctx, input: {} });
    expect(items.filter(({ email }) => email === input.email)).toHaveLength(1);
  });
});

describe("a role", () => {
  it("is changed with an audit row that says from what to what, once for one idempotency key", async () => {
    const colleague = await member("viewer");
    const ctx = { ...owner.ctx, idempotencyKey: "promote-once" };
    const changed = await setMemberRole({ ctx, input: { id: colleague.id, role: "engineer" } });
    expect(changed).toMatchObject({ id: colleague.id, role: "engineer" });
    expect(await setMemberRole({ ctx, input: { id: colleague.id, role: "engineer" } })).toEqual(changed);
    expect((await rolesNow()).get(colleague.id)).toBe("engineer");
    const [entry] = await world.rows<{ data: object }>`
      select data from audit_entry where action = 'member.role_changed' and subject_id = ${colleague.id}`;
    expect(entry?.data).toMatchObject({ from: "viewer", to: "engineer" });
  });

  it("is neither given nor taken by somebody who holds less, nor by a stranger", async () => {
    const admin = await member("admin");
    const viewer = await member("viewer");
    const other = await member("owner");
    const refused = [
      () => setMemberRole({ ctx: admin.ctx, input: { id: viewer.id, role: "owner" } }),
      () => setMemberRole({ ctx: admin.ctx, input: { id: other.id, role: "viewer" } }),
      () => removeMember({ ctx: admin.ctx, input: { id: other.id } }),
      async () => setMemberRole({ ctx: viewer.ctx, input: { id: viewer.id, role: "admin" } }),
    ];
    for (const each of refused) await expect(each()).rejects.toMatchObject({ code: "FORBIDDEN" });
    const rival = world.rival.ctx("owner");
    const foreign = [
      () => setMemberRole({ ctx: rival, input: { id: viewer.id, role: "admin" } }),
      () => removeMember({ ctx: rival, input: { id: viewer.id } }),
    ];
    for (const each of foreign) await expect(each()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of the last owner stays, also when two owners unmake each other at once", async () => {
    const alone = [
      () => setMemberRole({ ctx: owner.ctx, input: { id: owner.id, role: "viewer" } }),
      () => removeMember({ ctx: owner.ctx, input: { id: owner.id } }),
    ];
    for (const each of alone) await expect(each()).rejects.toMatchObject({ code: "CONFLICT" });
    for (let round = 0; round < 5; round += 1) {
      const second = await member("owner");
      await Promise.allSettled([
        removeMember({ ctx: owner.ctx, input: { id: second.id } }),
        removeMember({ ctx: second.ctx, input: { id: owner.id } }),
      ]);
      const left = [...(await rolesNow())].filter(([, role]) => role === "owner");
      expect(left).toHaveLength(1);
      if (left[0]?.[0] !== owner.id) owner = second;
    }
  });
});

describe("a member who leaves or is demoted", () => {
  const makeKey = (ctx: ServiceContext, role: "admin" | "viewer") =>
    createKey({ ctx, input: { name: `a ${role}`, role, expires_in_days: 1 } });
  const aliveKeys = async () => {
    const rows = await world.rows<{ id: string }>`select id from api_key where revoked_at is null`;
    return rows.map(({ id }) => id);
  };

  it("loses the keys and invitations that the new role could not make", async () => {
    const admin = await member("admin");
    const strong = await makeKey(admin.ctx, "admin");
    const weak = await makeKey(admin.ctx, "viewer");
    const sent = await invite({ ctx: admin.ctx, input: { email: "sent@else.example", role: "admin" } });
    const changed = await setMemberRole({ ctx: owner.ctx, input: { id: admin.id, role: "engineer" } });
    expect(changed).toMatchObject({ keys_revoked: 1, invitations_revoked: 1 });
    expect(await aliveKeys()).toContain(weak.id);
    expect(await aliveKeys()).not.toContain(strong.id);
    const { items } = await listInvitations({ ctx: owner.ctx, input: {} });
    expect(items.map(({ id }) => id)).not.toContain(sent.id);
    expect(await removeMember({ ctx: owner.ctx, input: { id: admin.id } })).toMatchObject({ keys_revoked: 1 });
    expect(await aliveKeys()).not.toContain(weak.id);
    expect(await audited("member.removed")).toContain(`member.removed ${admin.id}`);
  });
});

describe("the walls of the database", () => {
  it("let the application write people of its own organization alone, and read no stranger's invitation", async () => {
    const { id } = await invited("wall@else.example");
    const guest = await person();
    const asRival = <Result>(run: (tx: Parameters<typeof bindOrganization>[0]) => Promise<Result>) =>
      world.databases.app.transaction(async (tx) => {
        await bindOrganization(tx, world.rival.id);
        return run(tx);
      });
    expect(await asRival((tx) => tx.select().from(tables.invitation))).toEqual([]);
    const changed = await asRival((tx) =>
      tx.update(tables.invitation).set({ status: "canceled" }).where(eq(tables.invitation.id, id)).returning(),
    );
    expect(changed).toEqual([]);
    const foreign = {
      id: world.platform.newId("member"),
      organizationId: world.lumen.id,
      userId: guest.id,
      role: "owner",
    };
    await expect(asRival((tx) => tx.insert(tables.member).values(foreign))).rejects.toThrow();
    await expect(asRival((tx) => tx.update(tables.member).set({ userId: guest.id }))).rejects.toThrow();
  });
});
