import type { SiteInput, SiteOutput } from "@ingot/compute";
import type { BlobStore } from "@ingot/datasets";
import type { InputOf, OutputOf, QuestionName } from "./plan/questions.ts";
import type { workflowSchema, workflowSummarySchema } from "./workflow/schemas.ts";
import type { z } from "zod";

/** What the engine knows of a contract's workflow, in our words. */
export type WorkflowView = Pick<
  z.infer<typeof workflowSchema>,
  "status" | "started_at" | "closed_at" | "history" | "pending"
>;
export type WorkflowStanding = Pick<z.infer<typeof workflowSummarySchema>, "status" | "started_at" | "closed_at">;

/**
 * The alarm clock and retry engine behind a contract. Postgres holds the truth: every call may be repeated, and a lost
 * one is made good by the reconciler. A request's id, where one is behind the call, is logged with all that follows.
 */
export interface TrainingEngine {
  /** Starts the contract's workflow, or tells the running one that its rows changed. */
  readonly ensureContract: (contractId: string, organizationId: string, requestId?: string) => Promise<void>;
  /** Starts the site's broker, or tells the running one to look now: a job, a request or the clock's rate is new. */
  readonly wakeBroker: (siteId: string, requestId?: string) => Promise<void>;
  readonly standings: (contractIds: readonly string[]) => Promise<ReadonlyMap<string, WorkflowStanding>>;
  readonly describe: (contractId: string) => Promise<WorkflowView | undefined>;
}

/** Signs what we promise. */
export interface Signer {
  /** **Returns** an Ed25519 signature in base64. */
  readonly sign: (text: string) => string;
  readonly verify: (text: string, signature: string) => boolean;
  /** **Shape** the raw public key in base64. */
  readonly publicKey: string;
}

/** Structured log lines; `bindings` ride on every line of a child. */
export interface Log {
  readonly debug: (bindings: object, message: string) => void;
  readonly info: (bindings: object, message: string) => void;
  readonly warn: (bindings: object, message: string) => void;
  readonly error: (bindings: object, message: string) => void;
  readonly child: (bindings: object) => Log;
}

/** Where bytes lie: datasets in one store, checkpoints and papers in the store of their site. */
export interface Stores {
  readonly datasets: BlobStore;
  readonly papers: BlobStore;
  readonly site: (siteSlug: string) => BlobStore;
}

/** Answers what the planner is asked, apart from the thread that serves requests. */
export interface Planner {
  /**
   * Callers take turns, and pay for what their questions take. **Throws** RATE_LIMITED when the caller has used up its
   * account or too much of its waits, VALIDATION for a question that takes too long, and what the question itself throws.
   */
  readonly ask: <Name extends QuestionName>(
    caller: string,
    name: Name,
    input: InputOf<Name>,
  ) => Promise<OutputOf<Name>>;
  readonly close: () => Promise<void>;
}

/**
 * The machines of every site. It tells what happened up to an instant, in the order in which it happened, and takes
 * requests; the simulated fleet computes it, a real cluster would report it.
 */
export interface FleetDriver {
  readonly advance: (input: SiteInput) => Promise<SiteOutput>;
}
