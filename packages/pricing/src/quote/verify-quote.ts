import { allocate, fromWire, rational, toDecimal } from "@ingot/units";
import type { PriceBook } from "../book/price-book.ts";
import { priceBookDigest, promiseProbabilities } from "../book/price-book.ts";
import type { Hash } from "../canonical-json.ts";
import { canonicalJson } from "../canonical-json.ts";
import { priceFromInputs } from "../price/price.ts";
import type { PriceInputs } from "../price/price-inputs.ts";
import { commonWeights } from "../price/weights.ts";
import type { Terms } from "../terms/terms.ts";
import { milestoneRows, expiryOf, lineRows } from "./quote-document.ts";
import type { QuoteDocument } from "./quote-document.ts";

/** Something a document states that does not follow from its inputs. */
export interface Difference {
  readonly path: string;
  readonly stated: string;
  readonly computed: string;
}

/** The published papers a quote names; given, they are compared too. */
export interface PublishedPapers {
  readonly book?: PriceBook;
  readonly terms?: Terms;
  readonly hash: Hash;
}

/**
 * Recomputes every amount of a quote from the inputs printed in it: total, lines, shares, milestones, expiry,
 * probability, and that the inputs are those of its hardware, dataset, site and duration. No planner, no database.
 * **Returns** every difference, empty when the document is right; a damaged document gives differences, not an error.
 */
export function verifyQuote(document: QuoteDocument, published?: PublishedPapers): Difference[] {
  const differences: Difference[] = [];
  const expect = (path: string, stated: unknown, computed: unknown) => {
    const [left, right] = [canonicalJson(stated ?? null), canonicalJson(computed ?? null)];
    if (left !== right) differences.push({ path, stated: left, computed: right });
  };
  const attempt = (path: string, check: () => void) => {
    try {
      check();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      differences.push({ path, stated: "unreadable", computed: message });
    }
  };
  attempt("price", () => checkPrice(document, expect));
  attempt("inputs", () => checkInputs(document, expect));
  attempt("milestones", () => checkMilestones(document, expect));
  attempt("expires_at", () =>
    expect(
      "expires_at",
      document.expires_at,
      expiryOf(new Date(document.issued_at), document.valid_days).toISOString(),
    ),
  );
  attempt("promised_finish", () =>
    expect(
      "promised_finish.probability",
      document.promised_finish.probability,
      promiseProbabilities[document.promised_finish.promise],
    ),
  );
  if (published) attempt("published", () => checkPublished(document, published, expect));
  return differences;
}

type Expect = (path: string, stated: unknown, computed: unknown) => void;

/** All inputs of a document: every line prints its own part of them. */
function inputsOf(document: QuoteDocument): PriceInputs {
  const merged = document.price.lines.map((line) => line.input);
  return Object.assign({ currency: document.price.currency }, ...merged) as PriceInputs;
}

function checkPrice(document: QuoteDocument, expect: Expect): void {
  const price = priceFromInputs(inputsOf(document));
  expect("price.amount", document.price.amount, toDecimal(price.total));
  const rows = lineRows(price);
  expect("price.lines.length", document.price.lines.length, rows.length);
  for (const [index, row] of rows.entries()) {
    const stated = document.price.lines[index];
    for (const field of ["code", "label", "input", "figures", "amount", "share"] as const) {
      expect(`price.lines.${index}.${field}`, stated?.[field], row[field]);
    }
  }
}

function checkInputs(document: QuoteDocument, expect: Expect): void {
  const inputs = inputsOf(document);
  expect("hardware.system", document.hardware.system, inputs.system);
  expect("hardware.devices", String(document.hardware.devices), inputs.devices);
  expect("site.country", document.site.country, inputs.country);
  expect("dataset_version.bytes", document.dataset_version.bytes, inputs.dataset_bytes);
  expect("duration.mean_seconds", document.duration.mean_seconds, inputs.mean_seconds);
  expect("duration.p90_seconds", document.duration.p90_seconds, inputs.p90_seconds);
  expect("duration.faults_mean", document.duration.faults_mean, inputs.faults_mean);
  expect("promised_finish.promise", document.promised_finish.promise, inputs.promise);
}

function checkMilestones(document: QuoteDocument, expect: Expect): void {
  const total = fromWire(document.price);
  const weights = commonWeights(document.milestones.map((part) => rational(part.price_share)));
  for (const [index, amount] of allocate(total, weights).entries()) {
    expect(`milestones.${index}.amount`, document.milestones[index]?.amount, toDecimal(amount));
  }
}

function checkPublished(document: QuoteDocument, published: PublishedPapers, expect: Expect): void {
  const { book, terms, hash } = published;
  if (book) {
    expect("price_book.version", document.price_book.version, book.version);
    expect("price_book.digest", document.price_book.digest, priceBookDigest(book, hash));
    checkRates(inputsOf(document), book, expect);
  }
  if (terms) {
    expect("terms.version", document.terms.version, terms.version);
    expect("terms.digest", document.terms.digest, hash(canonicalJson(terms)));
    const rows = milestoneRows(priceFromInputs(inputsOf(document)), terms);
    expect("milestones", document.milestones, rows);
  }
}

function checkRates(inputs: PriceInputs, book: PriceBook, expect: Expect): void {
  const energy = book.energy[inputs.country];
  expect("rates.currency", inputs.currency, book.currency);
  expect("rates.device_hour", inputs.device_hour_rate, book.device_hour[inputs.system]?.rate);
  expect("rates.pue", inputs.pue, energy?.pue);
  expect("rates.tariff_per_kwh", inputs.tariff_per_kwh, energy?.tariff_per_kwh);
  expect("rates.carbon_kg_per_kwh", inputs.carbon_kg_per_kwh, energy?.carbon_kg_per_kwh);
  expect("rates.storage_per_gb_month", inputs.storage_per_gb_month, book.storage_per_gb_month.rate);
  expect("rates.retention_months", inputs.retention_months, book.retention_months);
  expect("rates.egress_per_gb", inputs.egress_per_gb, book.egress_per_gb.rate);
  expect("rates.service_share", inputs.service_share, book.service_share.rate);
  expect("rates.risk_load", inputs.risk_load, book.risk_load.rate);
  expect("rates.late_credit_share", inputs.late_credit_share, book.late_credit_share[inputs.promise]);
}
