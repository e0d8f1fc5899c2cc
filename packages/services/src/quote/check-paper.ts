import { canonicalJson, termsVersion1 } from "@ingot/pricing";
import { toDecimal, money, type Currency } from "@ingot/units";
import { sha256 } from "./digest.ts";
import type { SignedPaper } from "./document.ts";
import { modelOnPaper, type QuotedModel } from "./model.ts";
import type { Presentation } from "./presentation.ts";
import type { QuoteRow } from "./to-wire.ts";

/**
 * What of a stored quote is not as it was issued; empty when all of it is. Hash and signature prove the document. That
 * its amounts follow from its inputs was proved when it was signed, and by the arithmetic of that day: a newer release
 * may word a line differently, which makes nobody a forger.
 */
export function damageOfPaper(
  row: QuoteRow,
  checkSignature: (text: string, signature: string) => boolean,
): readonly string[] {
  const faults: string[] = [];
  if (sha256(row.document) !== row.hash) faults.push("the document does not have its hash");
  if (!checkSignature(row.document, row.signature)) faults.push("the document does not have our signature");
  if (faults.length > 0) return faults;
  return rowFaults(row, JSON.parse(row.document) as SignedPaper);
}

/** Whether a quote was issued under the terms by which contracts are settled now. */
export const hasPresentTerms = (row: Pick<QuoteRow, "document">): boolean =>
  (JSON.parse(row.document) as SignedPaper).terms.digest === sha256(canonicalJson(termsVersion1));

/** The columns that lists and acceptance read must say what the document says. */
function rowFaults(row: QuoteRow, document: SignedPaper): string[] {
  const pairs: [string, unknown, unknown][] = [
    ["id", row.id, document.quote_id],
    ["organization", row.organizationId, document.organization_id],
    ["price", toDecimal(money(row.currency as Currency, row.priceMinor)), document.price.amount],
    ["currency", row.currency, document.price.currency],
    ["promised finish", row.promisedFinish.toISOString(), document.promised_finish.at],
    ["probability", row.probability, Number(document.promised_finish.probability)],
    ["tokens", String(row.tokensContracted), document.tokens_contracted],
    ["dataset version", row.datasetVersionId, document.dataset_version.id],
    ["model", row.modelId, document.model.id],
    ["model's shape", row.model && canonicalJson(modelOnPaper(row.model as QuotedModel)), statedModel(document)],
    ["system", row.systemId, document.hardware.system],
    ["devices", row.devices, document.hardware.devices],
    ["site", row.siteId, document.site.id],
    ["expiry", row.expiresAt.toISOString(), document.expires_at],
    ["plan", planDigest(row), document.planner.plan_digest],
  ];
  return pairs
    .filter(([, stored, signed]) => stored !== signed)
    .map(([name, stored, signed]) => `${name}: ${String(stored)}, not ${String(signed)}`);
}

/** Null in papers of before models were stated whole. */
const statedModel = ({ model }: SignedPaper): string | null =>
  model.architecture === undefined ? null : canonicalJson(model);

const planDigest = (row: QuoteRow): string => sha256(canonicalJson((row.presentation as Presentation).plan));
