import type { Currency } from "@ingot/units";

/** PRIVATE to the operator: what a device-hour costs us and how low we go. Never part of a document or an answer. */
export interface CostBook {
  readonly version: number;
  readonly currency: Currency;
  /** **Unit** currency per device-hour without electricity, by system. */
  readonly device_hour: Readonly<Record<string, string>>;
  /** Smallest (price - cost) / price at which we sell without a second operator's approval. */
  readonly margin_floor: string;
}

/**
 * Cost book 1 of the demo. The A100 rate is the handbook's owned-node figure (0.568 capital + 0.205 colocation at full
 * use, five years) at 70 % use; the others are assumed in proportion to their public rates.
 */
export const demoCostBook: CostBook = {
  version: 1,
  currency: "USD",
  device_hour: {
    "dgx-a100-80": "1.10",
    "dgx-h100": "1.65",
    "dgx-h200": "2.20",
    "dgx-b200": "3.40",
    "cs-2": "30.00",
    "cs-3": "50.00",
  },
  margin_floor: "0.12",
};
