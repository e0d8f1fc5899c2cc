// A small world for tests of verbs: two organizations, a site, balances, a dataset version, and a clock that obeys.
import { createHash, generateKeyPairSync } from "node:crypto";
import { ingestJsonl, memoryStore } from "@ingot/datasets";
import { type Databases, openDatabases, tables } from "@ingot/db";
import { fence, type Fence, openFence, type OrganizationRole, type PlatformRole } from "@ingot/governance";
import { demoPriceBook, priceBookDigest } from "@ingot/pricing";
import { fromWire, type IdKind, makeId } from "@ingot/units";
import { eq, sql } from "drizzle-orm";
import { createTestDatabase, type TestDatabase } from "../../../infra/stack/test-database.ts";
import type { Actor, Platform, ServiceContext } from "../src/context.ts";
import { openExaminers } from "../src/dataset/examiners.ts";
import { createPlanner } from "../src/plan/planner.ts";
import { simulatedFleet } from "../src/fleet.ts";
import { creditBalance } from "../src/ledger/deposit.ts";
import type { Log, TrainingEngine } from "../src/ports.ts";
import { sha256 } from "../src/quote/digest.ts";
import { ed25519Signer } from "../src/signer.ts";
import type { SiteDescription } from "../src/site/description.ts";
import { setUpSites, siteId } from "../src/site/set-up.ts";

/** The instant at which every world begins, frozen until a test moves it. */
export const worldStart = new Date("2026-11-20T12:00:00.000Z");

export interface RecordedLine {
  readonly level: string;
  readonly message: string;
  readonly bindings: object;
}

export interface World {
  readonly platform: Platform;
  readonly databases: Databases;
  readonly urls: TestDatabase;
  /** Calls of the training engine, in order: `wakeBroker site_…`. */
  readonly engineCalls: readonly string[];
  readonly logged: readonly RecordedLine[];
  /** The customer most tests act for. */
  readonly lumen: TestOrganization;
  /** A stranger, with a balance and data of its own. */
  readonly rival: TestOrganization;
  readonly siteIds: Readonly<Record<string, string>>;
  readonly setNow: (now: Date) => Promise<void>;
  /** Asks the database as the platform, in plain SQL. */
  readonly rows: <Row>(text: TemplateStringsArray, ...values: unknown[]) => Promise<Row[]>;
  readonly close: () => Promise<void>;
}

export interface TestOrganization {
  readonly id: string;
  readonly name: string;
  readonly versionId: string;
  readonly datasetId: string;
  readonly ctx: (role?: OrganizationRole, extra?: Partial<ServiceContext>) => ServiceContext;
}

export interface WorldOptions {
  readonly sites?: readonly SiteDescription[];
  readonly balance?: string;
  readonly demo?: boolean;
  readonly fence?: Fence;
}

const lyon: SiteDescription = {
  slug: "lyon",
  label: "Lyon",
  country: "FR",
  operator_countries: ["FR"],
  latitude: 45.76,
  longitude: 4.84,
  fault_profile: "curated",
  clusters: [
    { system: "dgx-h100", label: "Lyon H100", nodes: 8 },
    { system: "cs-3", label: "Lyon CS-3", nodes: 2 },
  ],
};

const ashburn: SiteDescription = {
  ...lyon,
  slug: "ashburn",
  label: "Ashburn",
  country: "US",
  operator_countries: ["US"],
  latitude: 39.04,
  longitude: -77.49,
  clusters: [{ system: "dgx-a100-80", label: "Ashburn A100", nodes: 8 }],
};

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const urls = await createTestDatabase();
  const databases = openDatabases(urls, 12);
  const engineCalls: string[] = [];
  const logged: RecordedLine[] = [];
  const platform = makePlatform(databases, engineCalls, logged, options.demo ?? false);
  const setNow = (now: Date) => freeze(databases, now);
  const sites = options.sites ?? [lyon, ashburn];
  await databases.platform.transaction(async (tx) => {
    const clock = { mode: "simulated", anchorReal: worldStart, anchorPlatform: worldStart, heartbeatReal: worldStart };
    await tx.insert(tables.platformClock).values(clock as typeof tables.platformClock.$inferInsert);
    await tx.insert(tables.priceBook).values({
      id: platform.newId("priceBook"),
      version: demoPriceBook.version,
      document: demoPriceBook,
      digest: priceBookDigest(demoPriceBook, sha256),
      effectiveFrom: new Date(demoPriceBook.effective_from),
    });
  });
  await setNow(worldStart);
  await databases.platform.transaction((tx) => setUpSites(tx, sites, (slug) => `secret of ${slug}`));
  const siteIds = Object.fromEntries(sites.map(({ slug }) => [slug, siteId(slug)]));
  const lumen = await makeOrganization(platform, "Atelier Lumen", "FR", options);
  const rival = await makeOrganization(platform, "Northwind Robotics", "US", options);
  const rowsOf = async <Row>(text: TemplateStringsArray, ...values: unknown[]) =>
    (await databases.platform.execute(sql(text, ...values))).rows as Row[];
  const close = async () => {
    await platform.planner.close();
    await databases.close();
    await urls.drop();
  };
  return { platform, databases, urls, engineCalls, logged, lumen, rival, siteIds, setNow, rows: rowsOf, close };
}

/** Platform time stands still at `now`: the heartbeat is an hour old, so that no real time counts. */
async function freeze(databases: Databases, now: Date): Promise<void> {
  await databases.platform.execute(sql`
    update platform_clock set anchor_platform = ${now.toISOString()}::timestamptz, anchor_real = clock_timestamp(),
      heartbeat_real = clock_timestamp() - interval '1 hour'`);
}

function makePlatform(databases: Databases, calls: string[], logged: RecordedLine[], demo: boolean): Platform {
  const stores = new Map<string, ReturnType<typeof memoryStore>>();
  const store = (name: string) => {
    const found = stores.get(name) ?? memoryStore();
    stores.set(name, found);
    return found;
  };
  // Ids sort in the order of their making, as in life. They seed what the fleet hides, so no part of them is drawn by
  // chance: a world tells the same story each time. INGOT_TEST_SEED tells another one.
  const seed = process.env.INGOT_TEST_SEED ?? "0";
  let ids = 0;
  const newId = <Kind extends IdKind>(kind: Kind) => {
    ids += 1;
    return makeId(
      kind,
      worldStart.getTime() + ids,
      createHash("sha256").update(`${seed} ${ids}`).digest().subarray(0, 10),
    );
  };
  return {
    databases,
    engine: recordingEngine(calls),
    fleet: simulatedFleet,
    stores: { datasets: store("datasets"), papers: store("papers"), site: (slug) => store(`site ${slug}`) },
    examiners: openExaminers(undefined, recordingLog(logged)),
    planner: createPlanner({ log: recordingLog(logged) }),
    signer: ed25519Signer(generateKeyPairSync("ed25519").privateKey),
    log: recordingLog(logged),
    newId,
    demo,
  };
}

function recordingEngine(calls: string[]): TrainingEngine {
  const record = (name: string) => async (id: string) => void calls.push(`${name} ${id}`);
  return {
    ensureContract: record("ensureContract"),
    wakeBroker: record("wakeBroker"),
    standings: async () => new Map(),
    describe: async () => undefined,
  };
}

function recordingLog(logged: RecordedLine[], inherited: object = {}): Log {
  const at = (level: string) => (bindings: object, message: string) =>
    void logged.push({ level, message, bindings: { ...inherited, ...bindings } });
  const child = (bindings: object) => recordingLog(logged, { ...inherited, ...bindings });
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error"), child };
}

const rows = Array.from({ length: 40 }, (_, index) =>
  JSON.stringify({ text: `Line ${index} of a small corpus. `.repeat(40) }),
);

async function* corpus(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${rows.join("\n")}\n`);
}

async function makeOrganization(
  platform: Platform,
  name: string,
  country: string,
  options: WorldOptions,
): Promise<TestOrganization> {
  const id = platform.newId("organization");
  const slug = name.toLowerCase().replaceAll(" ", "-");
  await platform.databases.auth.insert(tables.organization).values({ id, name, slug, country });
  const amount = fromWire({ amount: options.balance ?? "500000.00", currency: "USD" });
  const ids = await platform.databases.platform.transaction(async (tx) => {
    const received = {
      organizationId: id,
      amount,
      reference: "opening",
      label: "Opening balance",
      effectiveAt: worldStart,
    };
    await creditBalance(tx, { platform }, received);
    return writeVersion(platform, id, options.fence ?? openFence);
  });
  return { id, name, ...ids, ctx: (role = "admin", extra = {}) => contextOf(platform, id, role, extra) };
}

async function writeVersion(platform: Platform, organizationId: string, limits: Fence) {
  const version = await ingestJsonl(corpus(), { store: platform.stores.datasets, tokenizer: "r50k_base" });
  if (version.outcome !== "version") throw new Error(version.message);
  const datasetId = platform.newId("dataset");
  const versionId = platform.newId("datasetVersion");
  const made = { organizationId, fence: limits, createdBy: "a test", createdAt: worldStart };
  await platform.databases.platform.insert(tables.dataset).values({ ...made, id: datasetId, name: "Corpus" });
  await platform.databases.platform.insert(tables.datasetVersion).values({
    ...made,
    id: versionId,
    datasetId,
    number: 1,
    contentHash: version.contentHash,
    manifest: version.manifest,
    bytes: version.bytes,
    bytesAdded: version.storedBytesNew,
    records: version.records,
    chunks: version.chunks,
    tokenCounts: [{ encoding: "r50k_base", tokens: version.tokens }],
  });
  return { datasetId, versionId };
}

function contextOf(
  platform: Platform,
  organizationId: string,
  role: OrganizationRole,
  extra: Partial<ServiceContext>,
): ServiceContext {
  const actor: Actor = {
    kind: "person",
    personId: `usr_${role}_${organizationId.slice(-6)}`,
    name: `A ${role}`,
    email: `${role}@example.com`,
    organizationId,
    role,
  };
  return { platform, actor, requestId: platform.newId("request"), log: platform.log, ...extra };
}

/** The machinery itself, as the worker calls it. */
export const systemContext = (world: World, name = "test"): ServiceContext => ({
  platform: world.platform,
  actor: { kind: "system", name },
  requestId: "a test",
  log: world.platform.log,
});

export const staffContext = (world: World, role: PlatformRole): ServiceContext => ({
  platform: world.platform,
  actor: { kind: "staff", personId: `usr_${role}`, name: role, email: `${role}@ingot.example`, role },
  requestId: "a test",
  log: world.platform.log,
});

/** What the audit says of an organization, oldest first. */
export async function auditOf(world: World, organizationId: string): Promise<string[]> {
  const entries = await world.databases.platform
    .select({ action: tables.auditEntry.action, subject: tables.auditEntry.subjectId })
    .from(tables.auditEntry)
    .where(eq(tables.auditEntry.organizationId, organizationId))
    .orderBy(tables.auditEntry.id);
  return entries.map(({ action, subject }) => `${action} ${subject}`);
}

/** A fence that keeps data in these countries. */
export const fencedTo = (...countries: string[]): Fence => fence({ process: countries as never });
