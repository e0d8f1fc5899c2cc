import { createHash } from "node:crypto";
import { tables, type Transaction } from "@ingot/db";
import { demoPriceBook, priceBookDigest } from "@ingot/pricing";
import { sql } from "drizzle-orm";
import { platformNow, realNow } from "../clock/now.ts";
import type { Platform, ServiceContext } from "../context.ts";
import { openBooks } from "../ledger/accounts.ts";
import { transfer } from "../ledger/transfer.ts";
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
  const ctx: ServiceContext = {
    platform,
    actor: { kind: "system", name: "seed" },
    requestId: "seed",
    log: platform.log,
  };
  const effectiveAt = await platformNow(tx);
  for (const { slug, balanceMinor } of demoOrganizations) {
    const organizationId = organizations.get(slug) ?? "";
    const [before] = await tx.execute(sql`select 1 from ledger_transfer
      where organization_id = ${organizationId} and reference = 'opening-balance'`);
    if (before) continue;
    const books = await openBooks(tx, ctx, organizationId, demoPriceBook.currency);
    await transfer(tx, ctx, books, [
      {
        reference: "opening-balance",
        kind: "post",
        debit: "bank_clearing",
        credit: "customer_balance",
        amountMinor: balanceMinor,
        label: "Received by bank transfer",
        effectiveAt,
      },
    ]);
  }
}
