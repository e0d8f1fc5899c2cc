import {
  bigint,
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./columns.ts";
import { contract } from "./contract.ts";

const safeCount = () => bigint({ mode: "number" }).notNull().default(0);

export const job = pgTable(
  "job",
  {
    id: id(),
    organizationId: organizationId(),
    contractId: text().notNull(),
    siteId: text().notNull(),
    kind: text({ enum: ["training", "validation"] }).notNull(),
    status: text().notNull(),
    statusReason: text(),
    faultParty: text({ enum: ["customer", "provider", "none"] }),
    phase: text(),
    queuePosition: integer(),
    stepsCompleted: safeCount(),
    totalSteps: safeCount(),
    stepsLost: safeCount(),
    interruptions: integer().notNull().default(0),
    estimatedP50: instant(),
    estimatedP90: instant(),
    startedAt: instant(),
    finishedAt: instant(),
    createdAt: instant().notNull(),
    /** No status can follow: the broker need not look at it again. */
    terminal: boolean().notNull().default(false),
  },
  (table) => [
    foreignKey({
      columns: [table.organizationId, table.contractId],
      foreignColumns: [contract.organizationId, contract.id],
    }),
    unique("job_in_organization").on(table.organizationId, table.id),
    index("job_of_site").on(table.siteId, table.terminal),
    index("job_of_contract").on(table.contractId),
    ...tenantPolicies("job"),
  ],
);

/** What the simulator carries of a job from wake to wake: holds hidden truth, so only the platform's role may read it. */
export const jobState = pgTable("job_state", {
  jobId: text().primaryKey(),
  siteId: text().notNull(),
  state: jsonb().notNull(),
});

/** What a customer asked of a job; the broker handles it at its effective instant. */
export const jobRequest = pgTable(
  "job_request",
  {
    id: id(),
    organizationId: organizationId(),
    jobId: text().notNull(),
    siteId: text().notNull(),
    kind: text({ enum: ["pause", "resume", "cancel"] }).notNull(),
    requestedBy: text().notNull(),
    effectiveAt: instant().notNull(),
    handledAt: instant(),
  },
  (table) => [index("job_request_open").on(table.siteId, table.handledAt), ...tenantPolicies("job_request")],
);

/** The history of a contract. Appended in the order of effective_at; one row for each event key, whatever is retried. */
export const contractEvent = pgTable(
  "contract_event",
  {
    id: id(),
    organizationId: organizationId(),
    contractId: text().notNull(),
    jobId: text(),
    sequence: integer().notNull(),
    eventKey: text().notNull(),
    type: text().notNull(),
    effectiveAt: instant().notNull(),
    createdAt: instant().notNull(),
    data: jsonb().notNull(),
  },
  (table) => [
    uniqueIndex("contract_event_sequence").on(table.contractId, table.sequence),
    uniqueIndex("contract_event_key").on(table.contractId, table.eventKey),
    ...tenantPolicies("contract_event"),
  ],
);

export const jobMetric = pgTable(
  "job_metric",
  {
    organizationId: organizationId(),
    contractId: text().notNull(),
    jobId: text().notNull(),
    step: bigint({ mode: "number" }).notNull(),
    tokens: bigint({ mode: "number" }).notNull(),
    loss: doublePrecision().notNull(),
    tokensPerSecond: doublePrecision().notNull(),
    effectiveAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.jobId, table.step] }), ...tenantPolicies("job_metric")],
);

export const checkpoint = pgTable(
  "checkpoint",
  {
    id: id(),
    organizationId: organizationId(),
    contractId: text().notNull(),
    jobId: text().notNull(),
    siteId: text().notNull(),
    step: bigint({ mode: "number" }).notNull(),
    tokens: bigint({ mode: "number" }).notNull(),
    hash: text().notNull(),
    parentHash: text(),
    bytes: safeCount(),
    /** Key of the file in the site's store. */
    storeKey: text().notNull(),
    fence: jsonb().notNull(),
    effectiveAt: instant().notNull(),
    final: boolean().notNull().default(false),
  },
  (table) => [uniqueIndex("checkpoint_step").on(table.jobId, table.step), ...tenantPolicies("checkpoint")],
);
