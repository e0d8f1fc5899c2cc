import type { ExaminerPool } from "@ingot/datasets";
import type { Databases } from "@ingot/db";
import type { IdKind, Id } from "@ingot/units";
import type { OrganizationRole, PlatformRole } from "@ingot/governance";
import type { FleetDriver, Log, Planner, Signer, Stores, TrainingEngine } from "./ports.ts";

/** Who acts. */
export type Actor =
  | {
      readonly kind: "person";
      readonly personId: string;
      readonly name: string;
      readonly email: string;
      readonly organizationId: string;
      readonly role: OrganizationRole;
    }
  | {
      readonly kind: "key";
      readonly keyId: string;
      readonly name: string;
      readonly organizationId: string;
      readonly role: OrganizationRole;
    }
  | {
      readonly kind: "staff";
      readonly personId: string;
      readonly name: string;
      readonly email: string;
      readonly role: PlatformRole;
      /** The key that speaks for the person, with the scopes it was made with. */
      readonly key?: { readonly id: string; readonly name: string; readonly scopes: readonly string[] };
    }
  | { readonly kind: "system"; readonly name: string }
  | { readonly kind: "anonymous" };

/** Everything outside the process that a verb may touch. Made once by the app that runs. */
export interface Platform {
  readonly databases: Databases;
  readonly engine: TrainingEngine;
  readonly fleet: FleetDriver;
  readonly stores: Stores;
  /** The threads that examine uploads, opened by the first. */
  readonly examiners: () => Promise<ExaminerPool>;
  /** Answers plans on threads of its own, opened by the first question. */
  readonly planner: Planner;
  readonly signer: Signer;
  readonly log: Log;
  readonly newId: <Kind extends IdKind>(kind: Kind) => Id<Kind>;
  /** Demo stacks start a time-lapse on acceptance and let customers run one. */
  readonly demo: boolean;
}

/** One request: who asks, under which id, and through what. */
export interface ServiceContext {
  readonly platform: Platform;
  readonly actor: Actor;
  readonly requestId: string;
  /** Given by the caller of a write; the same key with the same input gets the first answer again. */
  readonly idempotencyKey?: string | undefined;
  readonly log: Log;
}

/** The part of a context that makes ids: enough for the ledger, and for a seed that has no request. */
export interface IdSource {
  readonly platform: Pick<Platform, "newId">;
}

/** A verb's single argument. */
export interface Request<Input> {
  readonly ctx: ServiceContext;
  readonly input: Input;
}
