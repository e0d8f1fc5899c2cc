import type { PriceBook } from "./price-book.ts";

const ours = (why: string) => `our own rate: ${why}`;

/**
 * Book 1 of the demo. Device-hours are without electricity, which has its own line.
 * **Source** per rate; market figures are those of the money handbook (2026-05 unless dated).
 */
export const demoPriceBook: PriceBook = {
  schema_version: 1,
  version: 1,
  currency: "USD",
  effective_from: "2026-01-01T00:00:00Z",
  device_hour: {
    "dgx-a100-80": {
      rate: "1.50",
      source: ours("the specialists' band for A100 80 GB was 1.10-1.50 with electricity"),
    },
    "dgx-h100": { rate: "2.85", source: ours("2.50-3.50 at specialists; owners are said to earn above 2.85") },
    "dgx-h200": { rate: "3.60", source: ours("market 2.50-7.00") },
    "dgx-b200": { rate: "5.20", source: ours("assumed, about 1.8 times the H100 rate; no market figure was read") },
    "cs-2": {
      rate: "45.00",
      source: ours("the 2022 pay-by-model list, GPT-J in 8 days on 4 systems for 45,000, is 58.6 all included"),
    },
    "cs-3": { rate: "75.00", source: ours("assumed, about 1.7 times the CS-2 rate; no market figure was read") },
  },
  energy: {
    DE: {
      tariff_per_kwh: "0.165",
      pue: "1.25",
      carbon_kg_per_kwh: "0.360",
      source: "assumed: industrial tariff, colocation PUE and grid mix of Germany; replace by the site's contract",
    },
    FR: {
      tariff_per_kwh: "0.110",
      pue: "1.20",
      carbon_kg_per_kwh: "0.050",
      source: "PUE as at Jean Zay (1.2); tariff and grid mix assumed; replace by the site's contract",
    },
    US: {
      tariff_per_kwh: "0.085",
      pue: "1.30",
      carbon_kg_per_kwh: "0.385",
      source: "industrial 8-9 ct/kWh, PUE 1.3, 0.385 kg/kWh (money handbook, contract G)",
    },
  },
  storage_per_gb_month: { rate: "0.023", source: ours("the order of object-storage list prices") },
  retention_months: "1",
  egress_per_gb: { rate: "0.09", source: "list price of the largest cloud (money handbook, from memory)" },
  service_share: { rate: "0.22", source: ours("people, tools, payment fees and result together") },
  risk_load: { rate: "0.50", source: ours("half of the distance from mean to P90") },
  late_credit_share: {
    p50: "0.0011",
    p90: "0.0004",
    p99: "0.0001",
    source:
      "upper ends simulated for contract G under terms 1 (money handbook): P50 0.05-0.11 %, P90 0.02-0.04 %; P99 ours",
  },
  rounding: { total: "half_away_from_zero", lines: "largest_remainder" },
  validity_days: 14,
};
