import type { ExportKind, Fence } from "./fence.ts";
import { readFence } from "./fence.ts";
import type { Reason } from "./reason.ts";
import { reason } from "./reason.ts";
import type { Scope } from "./roles.ts";
import type { SiteFacts } from "./sites.ts";
import { siteReasons } from "./sites.ts";

/** `discover` is knowing of it (name, size, hash); `read` is its content; `export` is content leaving the product. */
export type Action = "discover" | "read" | "place" | "checkpoint" | "export" | "derive" | "erase";

/** Who acts. `system` is our own scheduler or worker, acting for a job of one organization. */
export interface Actor {
  readonly kind: "person" | "key" | "staff" | "system";
  readonly id: string;
  readonly organizationId: string;
  /** Whether the membership is alive at this moment; read again for every request. */
  readonly member: boolean;
  readonly scopes: ReadonlySet<Scope>;
  /** For staff: a live grant of a listed person, time-boxed and read-only. */
  readonly grant?: { readonly by: string; readonly organizationId: string; readonly expiresAt: string };
}

export type ArtifactKind = "dataset" | "checkpoint" | "weights" | "metrics" | "log";

export interface Artifact {
  readonly id: string;
  readonly kind: ArtifactKind;
  readonly organizationId: string;
  /** The effective fence: its own met with all of its inputs'. */
  readonly fence: Fence;
  readonly state: "live" | "erased";
}

export interface Request {
  readonly actor: Actor;
  readonly action: Action;
  readonly artifact: Artifact;
  /** Where the copy or the reader would be; null only for actions without a place. */
  readonly destination: SiteFacts | null;
  readonly at: Date;
}

export interface Permit {
  readonly kind: "permit";
}

export interface Forbid {
  readonly kind: "forbid";
  /** The code to answer with; the most telling of `reasons`. */
  readonly code: Reason["code"];
  readonly reasons: readonly Reason[];
}

export type Decision = Permit | Forbid;

interface ActionRule {
  readonly uses: readonly ("process" | "store" | "see")[];
  readonly verb: "read" | "write" | "export";
  readonly places: "required" | "if given" | "none";
}

const actionRules: Readonly<Record<Action, ActionRule>> = {
  discover: { uses: [], verb: "read", places: "none" },
  read: { uses: ["see"], verb: "read", places: "if given" },
  place: { uses: ["process", "store"], verb: "write", places: "required" },
  checkpoint: { uses: ["store"], verb: "write", places: "required" },
  export: { uses: ["see"], verb: "export", places: "if given" },
  derive: { uses: ["process"], verb: "write", places: "if given" },
  erase: { uses: [], verb: "write", places: "none" },
};

/** Scope a person or key needs; checkpoints, weights, metrics and logs belong to the contract that made them. */
function scopeFor(action: Action, kind: ArtifactKind): Scope {
  const { verb } = actionRules[action];
  if (kind === "dataset") return `dataset.${verb}`;
  if (verb === "write") return "contract.write";
  return `checkpoint.${verb}`;
}

const exportKinds: Readonly<Record<ArtifactKind, ExportKind>> = {
  dataset: "dataset",
  checkpoint: "checkpoint",
  weights: "weights",
  metrics: "metrics",
  log: "log",
};

const forbid = (first: Reason, ...more: readonly Reason[]): Forbid => ({
  kind: "forbid",
  code: first.code,
  reasons: [first, ...more],
});

const notFound = forbid(reason("NOT_FOUND", "there is no such artifact"));

/**
 * Whether an actor may do this to this artifact there and now. Fences and lists forbid, scopes permit, and nothing
 * overrides a fence. To somebody who may not know of the artifact the only answer is NOT_FOUND. A question that cannot
 * be computed is CHECK_ERROR, a refusal. Pure: membership, scopes, fence, register and clock are given.
 */
export function decide(request: Request): Decision {
  try {
    return decideChecked(request);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return forbid(reason("CHECK_ERROR", "the decision could not be computed", { cause }));
  }
}

function oneOf(name: string, table: object, received: string): void {
  if (Object.hasOwn(table, received)) return;
  throw new RangeError(`${name} is one of ${Object.keys(table).join(", ")}, received "${received}"`);
}

function decideChecked(request: Request): Decision {
  const { actor, artifact, action } = request;
  oneOf("an action", actionRules, action);
  oneOf("an artifact's kind", exportKinds, artifact.kind);
  oneOf("an artifact's state", { live: true, erased: true }, artifact.state);
  oneOf("an actor's kind", { person: true, key: true, staff: true, system: true }, actor.kind);
  if (Number.isNaN(request.at.getTime())) throw new RangeError("a decision needs a valid instant");
  const limits = readFence(artifact.fence);
  const hidden = hiddenFrom(actor, artifact, limits, request.at);
  if (hidden) return hidden;
  const [first, ...more] = [
    ...stateReasons(request, limits),
    ...scopeReasons(actor, action, artifact.kind),
    ...exportReasons(request, placeReasons(request, actionRules[action], limits), limits),
  ];
  return first ? forbid(first, ...more) : { kind: "permit" };
}

/** Refusals that come before all others, because later ones would tell that the artifact exists. */
function hiddenFrom(actor: Actor, artifact: Artifact, limits: Fence, at: Date): Forbid | undefined {
  if (actor.kind === "staff") return staffGrant(actor, artifact, limits, at);
  if (actor.organizationId !== artifact.organizationId) return notFound;
  if (!actor.member) return forbid(reason("MEMBERSHIP", "the membership of this organization has ended"));
  if (actor.kind !== "system" && !listed(actor.id, limits)) return notFound;
  return undefined;
}

const listed = (id: string, limits: Fence) => limits.people === "all" || limits.people.includes(id);

function staffGrant(actor: Actor, artifact: Artifact, limits: Fence, at: Date): Forbid | undefined {
  const { grant } = actor;
  const alive = grant !== undefined && Date.parse(grant.expiresAt) > at.getTime();
  if (alive && grant.organizationId === artifact.organizationId && listed(grant.by, limits)) return undefined;
  return forbid(reason("SUPPORT", "staff need a live grant of a person who may see this"));
}

function stateReasons({ artifact, action, at }: Request, limits: Fence): Reason[] {
  if (artifact.state === "erased" && action !== "discover") {
    return [reason("ERASED", "this was erased; only its hash is kept")];
  }
  const expired = limits.expiresAt !== null && Date.parse(limits.expiresAt) <= at.getTime();
  if (expired && action !== "erase" && action !== "discover") {
    return [reason("CONSENT", `consent ended at ${limits.expiresAt}`, { expired_at: limits.expiresAt ?? "" })];
  }
  return [];
}

function scopeReasons(actor: Actor, action: Action, kind: ArtifactKind): Reason[] {
  if (actor.kind === "system") return [];
  if (actor.kind === "staff") {
    const readOnly = action === "discover" || action === "read";
    return readOnly ? [] : [reason("SUPPORT", "a support grant is read-only", { action })];
  }
  const scope = scopeFor(action, kind);
  return actor.scopes.has(scope) ? [] : [reason("SCOPE", `this needs the scope ${scope}`, { scope })];
}

function placeReasons({ destination, artifact, at }: Request, rule: ActionRule, limits: Fence): Reason[] {
  if (rule.places === "none") return [];
  if (destination) return siteReasons(limits, destination, rule.uses, at);
  const limited = rule.uses.some((use) => limits[use] !== "anywhere");
  if (!limited && rule.places === "if given") return [];
  return [reason("UNKNOWN_LOCATION", "a fenced artifact needs a known place", { artifact: artifact.id })];
}

/** An export needs its kind and its place on the fence; without either the answer is EXPORT, then the details. */
function exportReasons(
  { action, artifact: { kind } }: Request,
  outside: readonly Reason[],
  limits: Fence,
): readonly Reason[] {
  if (action !== "export") return outside;
  const kindAllowed = limits.exports === "any" || limits.exports.includes(exportKinds[kind]);
  if (kindAllowed && outside.length === 0) return [];
  const text = kindAllowed ? `this fence lets no ${kind} leave to that place` : `this fence lets no ${kind} leave`;
  return [reason("EXPORT", text, { kind }), ...outside];
}
