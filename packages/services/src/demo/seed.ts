import { createHash } from "node:crypto";
import { tables, type Transaction } from "@ingot/db";
import { demoPriceBook, priceBookDigest } from "@ingot/pricing";
import { money } from "@ingot/units";
import { and, eq } from "drizzle-orm";
import { platformNow, realNow } from "../clock/now.ts";
import type { Platform } from "../context.ts";
import { creditBalance } from "../ledger/deposit.ts";
import { type PlatformDescription, platformDescriptionSchema } from "../site/description.ts";
import { setUpSites } from "../site/set-up.ts";
import { demoOrganizations, demoPassword, demoStaff } from "./people.ts";
import { type OrganizationIds, seedPeople } from "./seed-people.ts";
import { demoSites } from "./sites.ts";

/** What the start block prints. */
export interface DemoSignIns {
  readonly password: string;
  readonly people: readonly { readonly email: string; readonly who: string }[];
}

export const demoSignIns: DemoSignIns = {
  password: demoPassword,
  people: [
    ...demoOrganizations.flatMap(({ name, people }) =>
      people.map(({ email, role }) => ({ email, who: `${role}, ${name}` })),
    ),
    ...demoStaff.map(({ email, role }) => ({ email, who: `${role.replace("_", " ")}, Ingot` })),
  ],
};

/**
 * The story that a demo starts with: two customers with people of every role and money on their balance, our staff,
 * three sites, a price book. May run at every start: what is there stays as it is.
 * @param siteSeed a fixed fate for every site, for tests; drawn at random when left out
 */
export async function seedDemo(platform: Platform, siteSeed?: string): Promise<DemoSignIns> {
  const organizations = await seedPeople(platform);
  await platform.databases.platform.transaction(async (tx) => {
    await setUpClock(tx, "simulated");
    await setUpPriceBook(tx, platform);
    await setUpSites(tx, demoSites, siteSeed === undefined ? undefined : (slug) => `${siteSeed}/${slug}`);
    await seedBalances(tx, platform, organizations);
  });
  return demoSignIns;
}

/** What a platform needs that is no demo: machines as described, real time, a price book. */
export async function seedPlatform(platform: Platform, description: unknown): Promise<PlatformDescription> {
  const read = platformDescriptionSchema.parse(description);
  await platform.databases.platform.transaction(async (tx) => {
    await setUpClock(tx, "real");
    await setUpPriceBook(tx, platform);
    await setUpSites(tx, read.sites);
  });
  return read;
}

async function setUpClock(tx: Transaction, mode: "simulated" | "real"): Promise<void> {
  const now = await realNow(tx);
  const clock = { id: 1, mode, anchorReal: now, anchorPlatform: now, rate: 1, heartbeatReal: now };
  await tx.insert(tables.platformClock).values(clock).onConflictDoNothing();
}

async function setUpPriceBook(tx: Transaction, platform: Platform): Promise<void> {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  await tx
    .insert(tables.priceBook)
    .values({
      id: platform.newId("priceBook"),
      version: demoPriceBook.version,
      document: demoPriceBook,
      digest: priceBookDigest(demoPriceBook, hash),
      effectiveFrom: new Date(demoPriceBook.effective_from),
    })
    .onConflictDoNothing();
}

async function seedBalances(tx: Transaction, platform: Platform, organizations: OrganizationIds): Promise<void> {
  const effectiveAt = await platformNow(tx);
  for (const { slug, balanceMinor } of demoOrganizations) {
    const organizationId = organizations.get(slug) ?? "";
    const reference = "opening-balance";
    const [before] = await tx
      .select({ id: tables.ledgerTransfer.id })
      .from(tables.ledgerTransfer)
      .where(
        and(eq(tables.ledgerTransfer.organizationId, organizationId), eq(tables.ledgerTransfer.reference, reference)),
      );
    // Asked for first: a second start happens at another instant, which would be another transfer of the same name.
    if (before) continue;
    const amount = money(demoPriceBook.currency, balanceMinor);
    await creditBalance(
      tx,
      { platform },
      { organizationId, amount, reference, label: "Received by bank transfer", effectiveAt },
    );
  }
}
