import type { PinnedLayout } from "@ingot/compute";
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

function readPins(reader: AddressReader): PinnedLayout {
  const pins: Record<string, number | string | undefined> = {};
  for (const [name, field] of Object.entries(pinNames)) {
    if (name === "schedule" || name === "recompute" || name === "zero") continue;
    pins[field] = reader.whole(name, devicesMost, undefined);
  }
  pins["schedule"] = reader.oneOf("schedule", ["1f1b", "interleaved", "zb-h1", "zb-v"], undefined);
  pins["recompute"] = reader.oneOf("recompute", ["none", "selective", "full"], undefined);
  pins["zeroStage"] = reader.whole("zero", 3, undefined, 0);
  return Object.fromEntries(Object.entries(pins).filter(([, value]) => value !== undefined)) as PinnedLayout;
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
    tool: reader.oneOf("tool", tools, firstState.tool),
    scheduler: reader.oneOf("with", schedulers, firstState.scheduler),
    across: reader.oneOf("x", axes, firstState.across),
    up: reader.oneOf("y", axes, firstState.up),
  };
  return { state, problems: reader.problems };
}
