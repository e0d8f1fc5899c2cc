import { tables, type Transaction } from "@ingot/db";
import { eq } from "drizzle-orm";
import { hashPassword } from "better-auth/crypto";
import type { Platform } from "../context.ts";
import { demoOrganizations, demoPassword, type DemoPerson, demoStaff } from "./people.ts";

/** The organization's id by its slug, for what is seeded after it. */
export type OrganizationIds = ReadonlyMap<string, string>;

/** People of every role, as if they had signed up, verified their mail and joined. Who is there already stays. */
export async function seedPeople(platform: Platform): Promise<OrganizationIds> {
  // One hash for all: hashing is what makes a sign-up slow, and everybody has the same password.
  const password = await hashPassword(demoPassword);
  return platform.databases.auth.transaction(async (tx) => {
    const ids = new Map<string, string>();
    for (const organization of demoOrganizations) {
      const id = await ensureOrganization(tx, platform, organization);
      ids.set(organization.slug, id);
      for (const person of organization.people) {
        const userId = await ensurePerson(tx, platform, person, password);
        await tx
          .insert(tables.member)
          .values({ id: platform.newId("member"), organizationId: id, userId, role: person.role })
          .onConflictDoNothing();
      }
    }
    for (const person of demoStaff) {
      const userId = await ensurePerson(tx, platform, person, password);
      await tx.insert(tables.staffMember).values({ userId, role: person.role }).onConflictDoNothing();
    }
    return ids;
  });
}

async function ensureOrganization(
  tx: Transaction,
  platform: Platform,
  { slug, name, country }: { readonly slug: string; readonly name: string; readonly country: string },
): Promise<string> {
  const { organization } = tables;
  const [found] = await tx.select({ id: organization.id }).from(organization).where(eq(organization.slug, slug));
  if (found) return found.id;
  const id = platform.newId("organization");
  await tx.insert(organization).values({ id, slug, name, country });
  return id;
}

async function ensurePerson(
  tx: Transaction,
  platform: Platform,
  person: DemoPerson,
  password: string,
): Promise<string> {
  const { user, account } = tables;
  const [found] = await tx.select({ id: user.id }).from(user).where(eq(user.email, person.email));
  if (found) return found.id;
  const id = platform.newId("person");
  await tx.insert(user).values({ id, name: person.name, email: person.email, emailVerified: true });
  await tx.insert(account).values({ id: `acc_${id}`, accountId: id, providerId: "credential", userId: id, password });
  return id;
}
