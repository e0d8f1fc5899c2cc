// People with an account and a membership, for tests of verbs that write who belongs where.
import { tables } from "@ingot/db";
import type { OrganizationRole, PlatformRole } from "@ingot/governance";
import type { TestOrganization, World } from "./world.ts";

export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** An account that belongs nowhere yet. */
export async function addPerson(
  world: World,
  email: string,
  id: string = world.platform.newId("person"),
): Promise<TestPerson> {
  const person = { id, name: `Name of ${email}`, email };
  await world.databases.auth.insert(tables.user).values(person);
  return person;
}

export async function addMember(
  world: World,
  { id: organizationId }: TestOrganization,
  person: TestPerson,
  role: OrganizationRole,
): Promise<void> {
  const id = world.platform.newId("member");
  await world.databases.auth.insert(tables.member).values({ id, organizationId, userId: person.id, role });
}

/** The person of `staffContext`, as an account: keys of staff speak for somebody who exists. */
export async function addStaff(world: World, role: PlatformRole): Promise<void> {
  const { id: userId } = await addPerson(world, `${role}@ingot.example`, `usr_${role}`);
  await world.databases.auth.insert(tables.staffMember).values({ userId, role });
}
