import type { DurationForecast, Plan } from "@ingot/compute";
import type { Currency, MoneyWire } from "@ingot/units";
import { toDecimal } from "@ingot/units";
import type { PriceBook, PromiseLevel } from "../book/price-book.ts";
import { priceBookDigest, promiseProbabilities } from "../book/price-book.ts";
import type { Hash, Json } from "../canonical-json.ts";
import { canonicalJson } from "../canonical-json.ts";
import { fixed, inputDigits } from "../price/fixed.ts";
import type { Price, PriceLine } from "../price/price.ts";
import type { PriceInputs } from "../price/price-inputs.ts";
import { milestones } from "../terms/milestones.ts";
import type { Terms } from "../terms/terms.ts";

export interface QuoteLine extends Pick<PriceLine, "code" | "label" | "input" | "figures" | "share"> {
  readonly amount: string;
}

export interface QuoteMilestone {
  readonly code: string;
  readonly label: string;
  readonly price_share: string;
  readonly tokens_share: string;
  readonly amount: string;
}

/** What a quote states of its model: enough to build it anew, whoever holds the paper. */
export interface QuotedModelPaper {
  readonly id: string;
  readonly label: string;
  readonly parameters: string;
  /** Every size that the cost follows from; absent in papers of before it was stated, with what follows. */
  readonly architecture?: Readonly<Record<string, unknown>>;
  /** The vocabulary in which the data's tokens are counted. */
  readonly tokens_counted_in?: string;
  /** SHA-256 of a customer's own configuration; absent for a model of the catalog. */
  readonly config_digest?: string;
}

/** The paper a customer signs. Canonical JSON of it is hashed; accepting a quote is accepting that hash. */
export interface QuoteDocument {
  readonly schema_version: 1;
  readonly kind: "quote";
  readonly quote_id: string;
  readonly organization_id: string;
  readonly model: QuotedModelPaper;
  readonly tokens_contracted: string;
  readonly dataset_version: {
    readonly id: string;
    readonly hash: string;
    readonly tokens: string;
    readonly bytes: string;
  };
  readonly recipe: Json;
  readonly hardware: {
    readonly system: string;
    readonly devices: number;
    readonly nodes: number;
    readonly device_kind: string;
  };
  readonly layout: Json;
  readonly site: { readonly id: string; readonly country: string };
  readonly duration: {
    readonly mean_seconds: string;
    readonly p50_seconds: string;
    readonly p90_seconds: string;
    readonly p99_seconds: string;
    readonly faults_mean: string;
  };
  readonly promised_finish: {
    readonly at: string;
    readonly zone: string;
    readonly promise: PromiseLevel;
    readonly probability: string;
  };
  readonly price: MoneyWire & { readonly lines: readonly QuoteLine[] };
  readonly milestones: readonly QuoteMilestone[];
  readonly price_book: { readonly version: number; readonly digest: string };
  readonly planner: { readonly version: string; readonly plan_digest: string };
  readonly terms: { readonly version: number; readonly digest: string };
  readonly seed: string;
  readonly issued_at: string;
  readonly valid_days: number;
  readonly expires_at: string;
}

/** What a quote is made of. `price` may be the result of `priceRun`; its private floor is left out. */
export interface QuoteFacts {
  readonly quoteId: string;
  readonly organizationId: string;
  readonly model: QuotedModelPaper;
  readonly tokens: number;
  readonly datasetVersion: {
    readonly id: string;
    readonly hash: string;
    readonly tokens: number;
    readonly bytes: number;
  };
  readonly recipe: Json;
  readonly plan: Plan;
  readonly forecast: DurationForecast;
  readonly site: { readonly id: string; readonly country: string };
  readonly promisedFinish: { readonly at: Date; readonly zone: string };
  readonly price: Price & { readonly inputs: PriceInputs };
  readonly book: PriceBook;
  readonly terms: Terms;
  readonly plannerVersion: string;
  readonly seed: string;
  readonly issuedAt: Date;
  readonly hash: Hash;
}

const dayMilliseconds = 86_400_000;

/** Instant at which a quote stops being acceptable; at that very instant it is expired. */
export const expiryOf = (issuedAt: Date, validDays: number): Date =>
  new Date(issuedAt.getTime() + validDays * dayMilliseconds);

/** Days a quote holds: the fewer of what its terms and its price book allow. */
const validDays = (terms: Terms, book: PriceBook): number => Math.min(terms.quote_valid_days, book.validity_days);

/** The milestones of a quote, as they stand in the document. */
export const milestoneRows = (price: Price, terms: Terms): QuoteMilestone[] =>
  milestones(price.total, terms).map((part) => ({ ...part, amount: toDecimal(part.amount) }));

/** The lines of a price, as they stand in the document. */
export const lineRows = (price: Price): QuoteLine[] =>
  price.lines.map(({ code, label, input, figures, amount, share }) => ({
    code,
    label,
    input,
    figures,
    amount: toDecimal(amount),
    share,
  }));

/** Builds the paper of a quote. Only JSON values, no doubles of the planner: those are fixed to decimal strings. */
export function quoteDocument(facts: QuoteFacts): QuoteDocument {
  const { plan, forecast, price, book, terms, hash } = facts;
  const days = validDays(terms, book);
  const span = (name: string, value: number) => fixed(name, value, inputDigits.seconds);
  return {
    schema_version: 1,
    kind: "quote",
    quote_id: facts.quoteId,
    organization_id: facts.organizationId,
    model: facts.model,
    tokens_contracted: String(facts.tokens),
    dataset_version: {
      id: facts.datasetVersion.id,
      hash: facts.datasetVersion.hash,
      tokens: String(facts.datasetVersion.tokens),
      bytes: String(facts.datasetVersion.bytes),
    },
    recipe: facts.recipe,
    hardware: {
      system: plan.hardware.system,
      devices: plan.hardware.devices,
      nodes: plan.hardware.nodes,
      device_kind: plan.hardware.deviceKind,
    },
    layout: { ...plan.layout },
    site: { id: facts.site.id, country: facts.site.country },
    duration: {
      mean_seconds: span("the mean duration in seconds", forecast.mean),
      p50_seconds: span("the P50 duration in seconds", forecast.p50),
      p90_seconds: span("the P90 duration in seconds", forecast.p90),
      p99_seconds: span("the P99 duration in seconds", forecast.p99),
      faults_mean: fixed("the expected number of faults", forecast.faultsMean, inputDigits.faults),
    },
    promised_finish: {
      at: facts.promisedFinish.at.toISOString(),
      zone: facts.promisedFinish.zone,
      promise: price.inputs.promise,
      probability: promiseProbabilities[price.inputs.promise],
    },
    price: {
      amount: toDecimal(price.total),
      currency: price.total.currency satisfies Currency,
      lines: lineRows(price),
    },
    milestones: milestoneRows(price, terms),
    price_book: { version: book.version, digest: priceBookDigest(book, hash) },
    planner: { version: facts.plannerVersion, plan_digest: hash(canonicalJson(plan)) },
    terms: { version: terms.version, digest: hash(canonicalJson(terms)) },
    seed: facts.seed,
    issued_at: facts.issuedAt.toISOString(),
    valid_days: days,
    expires_at: expiryOf(facts.issuedAt, days).toISOString(),
  };
}
