import type { Leaf } from "./jurisdiction.ts";
import { isLeaf } from "./jurisdiction.ts";

/** Leaves that are allowed. An empty list is nowhere; it never means "no limit". */
export type Places = "anywhere" | readonly Leaf[];
/** What may leave the product. An empty list is nothing. */
export type Exports = "any" | readonly ExportKind[];
export type ExportKind = "checkpoint" | "weights" | "dataset" | "metrics" | "log";
/** Ids of persons and keys. An empty list is nobody: the artifact is sealed. */
export type People = "all" | readonly string[];

/**
 * Where an artifact may be processed, stored and seen, by whom, until when, and what may leave. A fence only ever
 * forbids: no role, owner or operator overrides it. **Shape** JSON; lists sorted without duplicates (see `fence`).
 */
export interface Fence {
  readonly process: Places;
  readonly store: Places;
  readonly see: Places;
  readonly people: People;
  /** Home countries whose operators may not run the machines. */
  readonly operatorsForbidden: readonly Leaf[];
  /** Certificates a site must hold, e.g. `HDS`. */
  readonly certificates: readonly string[];
  /** Instant after which nothing but erasure is permitted. */
  readonly expiresAt: string | null;
  readonly exports: Exports;
}

/** No limit at all; the neutral element of `meet`. */
export const openFence: Fence = {
  process: "anywhere",
  store: "anywhere",
  see: "anywhere",
  people: "all",
  operatorsForbidden: [],
  certificates: [],
  expiresAt: null,
  exports: "any",
};

function ordered<Item extends string>(items: readonly Item[]): Item[] {
  return [...new Set(items)].toSorted();
}

function places(name: string, value: Places): Places {
  if (value === "anywhere") return value;
  const wrong = value.find((leaf) => !isLeaf(leaf));
  if (wrong !== undefined) throw new RangeError(`${name} lists ISO 3166-1 leaf codes, received "${String(wrong)}"`);
  return ordered(value);
}

function instant(value: string | null): string | null {
  if (value === null) return null;
  if (Number.isNaN(Date.parse(value))) {
    throw new RangeError(`expiresAt is an instant such as 2027-01-01T00:00:00Z, received "${value}"`);
  }
  return new Date(value).toISOString();
}

function spell(limits: Fence): Fence {
  return {
    process: places("process", limits.process),
    store: places("store", limits.store),
    see: places("see", limits.see),
    people: limits.people === "all" ? "all" : ordered(limits.people),
    operatorsForbidden: ordered(limits.operatorsForbidden),
    certificates: ordered(limits.certificates),
    expiresAt: instant(limits.expiresAt),
    exports: limits.exports === "any" ? "any" : ordered(limits.exports),
  };
}

/**
 * A fence in its one spelling. Limits that are not named: `store` and `see` follow `process`; a fence that limits any
 * place allows no export; the rest is open.
 * **Throws** RangeError for a place that is no leaf and for a date that is none.
 */
export function fence(limits: { readonly [Limit in keyof Fence]?: Fence[Limit] | undefined }): Fence {
  const named = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)) as Partial<Fence>;
  const process = limits.process ?? "anywhere";
  const three = { process, store: limits.store ?? process, see: limits.see ?? process };
  const fenced = Object.values(three).some((value) => value !== "anywhere");
  return spell({ ...openFence, exports: fenced ? [] : "any", ...named, ...three });
}

const exportKinds: readonly ExportKind[] = ["checkpoint", "weights", "dataset", "metrics", "log"];

/**
 * Reads a stored fence. Every limit must be there with its type: a missing limit is an error here, because taking it
 * for "no limit" would open what was closed.
 * **Throws** RangeError with the rule and the value.
 */
export function readFence(value: unknown): Fence {
  if (typeof value !== "object" || value === null)
    throw new RangeError(`a fence is an object, received ${String(value)}`);
  const stored = value as Readonly<Record<keyof Fence, unknown>>;
  const list = (name: keyof Fence, all?: string): void => {
    const held = stored[name];
    const texts = Array.isArray(held) && held.every((item) => typeof item === "string" && item !== "");
    if (!texts && (all === undefined || held !== all)) {
      const rule = all === undefined ? "a list of texts" : `"${all}" or a list of texts`;
      throw new RangeError(`a fence's ${name} is ${rule}, received ${JSON.stringify(held)}`);
    }
  };
  for (const name of ["process", "store", "see"] as const) list(name, "anywhere");
  list("people", "all");
  list("exports", "any");
  list("operatorsForbidden");
  list("certificates");
  if (stored.expiresAt !== null && typeof stored.expiresAt !== "string") {
    throw new RangeError(`a fence's expiresAt is an instant or null, received ${JSON.stringify(stored.expiresAt)}`);
  }
  const read = spell(stored as Fence);
  const wrong = read.exports === "any" ? undefined : read.exports.find((kind) => !exportKinds.includes(kind));
  if (wrong !== undefined) throw new RangeError(`an export is one of ${exportKinds.join(", ")}, received "${wrong}"`);
  return read;
}

function intersect<Item extends string, All extends string>(
  left: All | readonly Item[],
  right: All | readonly Item[],
): All | readonly Item[] {
  if (typeof left === "string") return right;
  if (typeof right === "string") return left;
  const inRight = new Set<Item>(right);
  return left.filter((item) => inRight.has(item));
}

function earlier(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return left < right ? left : right;
}

/**
 * The tightest combination of two fences: places, people and exports intersect; forbidden operators and certificates
 * unite; the earlier date holds. Commutative, associative and idempotent, so the order of inputs never matters.
 */
export function meet(left: Fence, right: Fence): Fence {
  return {
    process: intersect<Leaf, "anywhere">(left.process, right.process),
    store: intersect<Leaf, "anywhere">(left.store, right.store),
    see: intersect<Leaf, "anywhere">(left.see, right.see),
    people: intersect<string, "all">(left.people, right.people),
    operatorsForbidden: ordered([...left.operatorsForbidden, ...right.operatorsForbidden]),
    certificates: ordered([...left.certificates, ...right.certificates]),
    expiresAt: earlier(left.expiresAt, right.expiresAt),
    exports: intersect<ExportKind, "any">(left.exports, right.exports),
  };
}

/** The effective fence of something made from inputs that were read: its own and all of theirs. */
export const effectiveFence = (own: Fence, inputs: readonly Fence[]): Fence => inputs.reduce(meet, own);

/** Which limits allow nothing at all; undefined when something is left. */
export type EmptyFence = { readonly nowhereTo: readonly ("process" | "store" | "see")[]; readonly nobody: boolean };

/** Whether a fence allows no place or nobody: FENCE_EMPTY when it came from combining inputs. */
export function emptyFence(value: Fence): EmptyFence | undefined {
  const nowhereTo = (["process", "store", "see"] as const).filter((limit) => value[limit].length === 0);
  const nobody = value.people.length === 0;
  return nowhereTo.length > 0 || nobody ? { nowhereTo, nobody } : undefined;
}

export type FenceChange = "same" | "tighter" | "looser";

/** Whether a change may take effect single-handed (same, tighter) or needs a second person's approval (looser). */
export function fenceChange(before: Fence, after: Fence): FenceChange {
  if (sameFence(before, after)) return "same";
  return sameFence(meet(before, after), after) ? "tighter" : "looser";
}

/** Equality of fences in their one spelling. */
export const sameFence = (left: Fence, right: Fence): boolean =>
  JSON.stringify(spelled(left)) === JSON.stringify(spelled(right));

const spelled = (value: Fence) => [
  value.process,
  value.store,
  value.see,
  value.people,
  value.operatorsForbidden,
  value.certificates,
  value.expiresAt,
  value.exports,
];
