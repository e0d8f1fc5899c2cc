/** The commercial rules of a contract, as data: a version, once used by a quote, never changes. Shares are decimals. */
export interface Terms {
  readonly schema_version: 1;
  readonly version: number;
  readonly quote_valid_days: number;
  readonly milestones: readonly MilestoneTerm[];
  readonly late: {
    readonly grace_hours: number;
    /** Credit for each started period after the grace. */
    readonly period_hours: number;
    readonly share_per_started_period: string;
    readonly cap_share: string;
  };
  /** Share of the undelivered net value that a canceling customer pays. */
  readonly cancellation_fee_share: string;
  /** Only tokens at the last verified checkpoint count as delivered. */
  readonly delivered_by: "tokens_at_last_verified_checkpoint";
}

/** A part of the price and the progress at which it falls due. */
export interface MilestoneTerm {
  readonly code: "deposit" | "halfway" | "delivery";
  readonly label: string;
  readonly price_share: string;
  /** Verified tokens over contracted tokens at which it is reached. */
  readonly tokens_share: string;
}

/** Terms version 1. **Source** the conventions of the money cases. */
export const termsVersion1: Terms = {
  schema_version: 1,
  version: 1,
  quote_valid_days: 14,
  milestones: [
    { code: "deposit", label: "Deposit at acceptance", price_share: "0.30", tokens_share: "0" },
    { code: "halfway", label: "Half of the tokens verified", price_share: "0.40", tokens_share: "0.5" },
    { code: "delivery", label: "Delivery", price_share: "0.30", tokens_share: "1" },
  ],
  late: { grace_hours: 24, period_hours: 24, share_per_started_period: "0.01", cap_share: "0.20" },
  cancellation_fee_share: "0.10",
  delivered_by: "tokens_at_last_verified_checkpoint",
};
