// Made-up runs from a seed, for tests of prices and papers: believable sizes, no planner needed.
import type { DurationForecast, Plan } from "@ingot/compute";
import { bytes, flops, joules, ratio, seconds, tokens, watts } from "@ingot/units";
import type { Hash, PriceBook, PromiseLevel, QuoteDocument, RunToPrice } from "../src/index.ts";
import { demoPriceBook, priceRun, quoteDocument, termsVersion1 } from "../src/index.ts";

/** mulberry32: a small generator, so that a seed means the same run everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface RunFacts {
  readonly system: string;
  readonly devices: number;
  readonly plannedHours: number;
  readonly wattsPerDevice: number;
}

/** A plan of so many hours on so many devices, cut into steps of two seconds. */
export function planOf({ system, devices, plannedHours, wattsPerDevice }: RunFacts): Plan {
  const wafer = system.startsWith("cs-");
  return {
    kind: "plan",
    hardware: { system, devices, nodes: wafer ? devices : Math.ceil(devices / 8), deviceKind: wafer ? "wafer" : "gpu" },
    layout: wafer
      ? { kind: "wafer", systems: devices, microbatchSize: 1, accumulation: 1, activations: "resident" }
      : {
          kind: "gpu",
          tensorParallel: 1,
          pipelineParallel: 1,
          dataParallel: devices,
          virtualPipeline: 1,
          microbatchSize: 1,
          microbatches: 1,
          recompute: "none",
          zeroStage: 1,
          sequenceParallel: false,
        },
    tokensPerStep: tokens(2_097_152),
    totalSteps: Math.round((plannedHours * 3600) / 2),
    stepTime: seconds(2),
    waterfall: [],
    memory: { parts: [], used: bytes(0), available: bytes(1) },
    startup: [],
    checkpoint: { everySteps: 0, pause: seconds(0), size: bytes(72e9) },
    modelFlopsPerStep: flops(1e17),
    modelFlopsUtilization: ratio(0.4),
    power: watts(wattsPerDevice * devices),
    energyPerStep: joules(2 * wattsPerDevice * devices),
    reasons: [],
  };
}

/** Quantiles around a planned duration. */
export function forecastOf(plannedHours: number, lostShare: number, spread: number): DurationForecast {
  const mean = plannedHours * 3600 * (1 + lostShare);
  return {
    mean: seconds(mean),
    p50: seconds(mean * (1 - spread / 10)),
    p90: seconds(mean * (1 + spread)),
    p99: seconds(mean * (1 + 3 * spread)),
    faultsMean: lostShare * 20,
  };
}

const draws = {
  "dgx-a100-80": 810,
  "dgx-h100": 1275,
  "dgx-h200": 1275,
  "dgx-b200": 1790,
  "cs-2": 23_000,
  "cs-3": 23_000,
};

/** Contract G of the money cases on 64 A100: 120 billion tokens, 152 hours. */
export const contractG: RunToPrice = {
  plan: planOf({ system: "dgx-a100-80", devices: 64, plannedHours: 149, wattsPerDevice: 812.5 }),
  forecast: forecastOf(149, 0.02, 0.07),
  book: demoPriceBook,
  country: "FR",
  datasetBytes: 480_000_000_000,
  checkpointBytes: 145_200_000_000,
  promise: "p90",
};

export function seededRun(seed: number, book: PriceBook = demoPriceBook): RunToPrice {
  const random = seededRandom(seed);
  const choose = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const [system, wattsPerDevice] = choose(Object.entries(draws));
  const devices = system.startsWith("cs-") ? choose([1, 2, 4, 16]) : choose([8, 16, 64, 256, 1024]);
  const plannedHours = 1 + random() * 600;
  return {
    plan: planOf({ system, devices, plannedHours, wattsPerDevice }),
    forecast: forecastOf(plannedHours, random() / 10, random() / 4),
    book,
    country: choose(Object.keys(book.energy)),
    datasetBytes: Math.floor(1 + random() * 4e12),
    checkpointBytes: Math.floor(random() * 4e12),
    promise: choose<PromiseLevel>(["p50", "p90", "p99"]),
  };
}

export const issuedAt = new Date("2026-11-20T10:00:00.000Z");

export function quoteOf(run: RunToPrice, seed: number, hash: Hash): QuoteDocument {
  return quoteDocument({
    quoteId: `quote_${seed.toString(16).padStart(32, "0")}`,
    organizationId: `org_${"0".repeat(32)}`,
    model: { id: "gpt-j-6b", label: "GPT-J 6B", parameters: "6053381344" },
    tokens: 120_000_000_000,
    datasetVersion: { id: `dsv_${"0".repeat(32)}`, hash: "ab".repeat(32), tokens: 12_000_000, bytes: run.datasetBytes },
    recipe: { method: "pre-training", optimizer: "adamw", learning_rate: 0.0003, passes: 1 },
    plan: run.plan,
    forecast: run.forecast,
    site: { id: `site_${"0".repeat(32)}`, country: run.country },
    promisedFinish: { at: new Date(issuedAt.getTime() + Math.ceil(run.forecast.p90) * 1000), zone: "Europe/Paris" },
    price: priceRun(run),
    book: run.book,
    terms: termsVersion1,
    plannerVersion: "1",
    seed: String(seed),
    issuedAt,
    hash,
  });
}
