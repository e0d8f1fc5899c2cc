import type { BatchRamp, PinnedLayout } from "@ingot/compute";
import type { PlannerCatalog } from "../catalog.ts";
import { devicesMost, firstState, type PlannerState } from "../state.ts";
import { pinNames } from "./address.ts";
import { isPacked } from "./packed.ts";

export interface ReadAddress {
  readonly state: PlannerState;
  /** What the link says wrongly, with the rule and the value received; the usual value stands in its place. */
  readonly problems: readonly string[];
}

/** A value as people see it, cut where it is long. */
const quoted = (value: string): string => `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;

class AddressReader {
  readonly problems: string[] = [];
  private readonly query: URLSearchParams;
  constructor(query: URLSearchParams) {
    this.query = query;
  }

  /** One of a list; `otherwise` where the address says nothing or something else. */
  oneOf<Value extends string, Otherwise>(
    name: string,
    allowed: readonly Value[],
    otherwise: Otherwise,
    known = allowed.join(", "),
  ): Value | Otherwise {
    const text = this.query.get(name);
    if (text === null) return otherwise;
    const found = allowed.find((each) => each === text);
    if (found === undefined) this.problems.push(`${name} must be one of ${known}; the link says ${quoted(text)}.`);
    return found ?? otherwise;
  }

  whole<Otherwise>(name: string, most: number, otherwise: Otherwise, least = 1): number | Otherwise {
    const text = this.query.get(name);
    if (text === null) return otherwise;
    const value = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const range = `${least.toLocaleString("en-US")} to ${most.toLocaleString("en-US")}`;
    this.problems.push(`${name} must be a whole number from ${range}; the link says ${quoted(text)}.`);
    return otherwise;
  }

  /** A share of a whole. */
  share(name: string): number | undefined {
    const text = this.query.get(name);
    if (text === null) return undefined;
    const value = Number(text);
    if (text.trim() !== "" && value >= 0 && value <= 1) return value;
    this.problems.push(`${name} must be a share from 0 to 1; the link says ${quoted(text)}.`);
    return undefined;
  }

  /** A placement: all five dimensions once. */
  order(name: string): string | undefined {
    const text = this.query.get(name);
    if (text === null) return undefined;
    if (text.split("-").toSorted().join() === dimensions.toSorted().join()) return text;
    this.problems.push(`${name} must be ${dimensions.join("-")} in any order; the link says ${quoted(text)}.`);
    return undefined;
  }

  /** A growing batch: sequences at first, sequences added each time, tokens until it is full. */
  ramp(name: string): BatchRamp | null {
    const text = this.query.get(name);
    if (text === null) return null;
    const [from = 0, increment = 0, tokens = 0, ...rest] = text.split("-").map(Number);
    const whole = [from, increment, tokens].every((value) => Number.isSafeInteger(value) && value >= 1);
    if (whole && rest.length === 0) return { from, increment, tokens };
    this.problems.push(
      `${name} must be three whole numbers from 1, start-increment-tokens as in 192-16-20000000000; the link says ${quoted(text)}.`,
    );
    return null;
  }

  packed(name: string): string | null {
    const text = this.query.get(name);
    if (text === null) return null;
    if (isPacked(text)) return text;
    this.problems.push(`${name} must be a packed file of at most 8,000 characters; the link says ${quoted(text)}.`);
    return null;
  }
}

const dtypes = ["fp32", "tf32", "bf16", "fp16", "fp8", "fp4"] as const;
const tools = ["megatron-lm", "torchtitan", "deepspeed", "llm-foundry"] as const;
const schedulers = ["slurm", "jobset", "skypilot"] as const;
const axes = ["time", "cost", "energy", "headroom"] as const;

const dimensions = ["tensor", "context", "expert", "data", "pipeline"];

/** What a pin may be where it is not a whole number from 1. */
const special: Partial<Record<keyof PinnedLayout, (reader: AddressReader, name: string) => unknown>> = {
  schedule: (reader, name) => reader.oneOf(name, ["1f1b", "interleaved", "zb-h1", "zb-v"], undefined),
  recompute: (reader, name) => reader.oneOf(name, ["none", "selective", "full"], undefined),
  zeroStage: (reader, name) => reader.whole(name, 3, undefined, 0),
  offloadedLayers: (reader, name) => reader.whole(name, devicesMost, undefined, 0),
  offloadedOptimizer: (reader, name) => reader.share(name),
  contextExchange: (reader, name) => reader.oneOf(name, ["ring", "gather"], undefined),
  order: (reader, name) => reader.order(name),
};

const flags: ReadonlySet<keyof PinnedLayout> = new Set([
  "sequenceParallel",
  "gatherAgain",
  "scatterPipeline",
  "overlapGradients",
  "overlapParameters",
  "overlapExperts",
] as const);

function readPin(reader: AddressReader, name: string, field: keyof PinnedLayout): unknown {
  const read = special[field];
  if (read) return read(reader, name);
  if (!flags.has(field)) return reader.whole(name, devicesMost, undefined);
  const said = reader.oneOf(name, ["true", "false"], undefined);
  return said === undefined ? undefined : said === "true";
}

function readPins(reader: AddressReader): PinnedLayout {
  const pins = (Object.entries(pinNames) as [string, keyof PinnedLayout][]).map(
    ([name, field]) => [field, readPin(reader, name, field)] as const,
  );
  return Object.fromEntries(pins.filter(([, value]) => value !== undefined)) as PinnedLayout;
}

/** Reads a link; every part that cannot be read is told and takes its usual value. */
export function readAddress(query: URLSearchParams, { models, systems }: PlannerCatalog): ReadAddress {
  const reader = new AddressReader(query);
  const ids = (entries: readonly { readonly id: string }[]) => entries.map(({ id }) => id);
  const model = reader.oneOf("model", ids(models), firstState.model, "the models in the list");
  const hardware = reader.oneOf("on", ids(systems), firstState.hardware, "the systems in the list");
  const cluster = reader.packed("cluster");
  const system = systems.find(({ id }) => id === hardware);
  const most = cluster === null ? Math.min(devicesMost, system?.devicesMax ?? devicesMost) : devicesMost;
  const state: PlannerState = {
    model,
    hardware,
    cluster,
    config: reader.packed("config"),
    tokens: reader.whole("tokens", 1e15, null),
    batch: reader.whole("batch", 10_000_000, null),
    sequence: reader.whole("seq", 100_000_000, null),
    dtype: reader.oneOf("dtype", dtypes, system?.dtypes.includes("bf16") === false ? "fp16" : firstState.dtype),
    devices: reader.whole("n", most, Math.min(firstState.devices, most)),
    pins: readPins(reader),
    ramp: reader.ramp("ramp"),
    tool: reader.oneOf("tool", tools, firstState.tool),
    scheduler: reader.oneOf("with", schedulers, firstState.scheduler),
    across: reader.oneOf("x", axes, firstState.across),
    up: reader.oneOf("y", axes, firstState.up),
  };
  return { state, problems: reader.problems };
}
