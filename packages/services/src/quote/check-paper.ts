import { canonicalJson, termsVersion1 } from "@ingot/pricing";
import { toDecimal, money, type Currency } from "@ingot/units";
import { sha256 } from "./digest.ts";
import type { SignedPaper } from "./document.ts";
import type { Presentation } from "./presentation.ts";
import type { QuoteRow } from "./to-wire.ts";
import { verdictOn } from "./verify.ts";

/** What of a stored quote is not as it was issued; empty when all of it is. */
export function damageOfPaper(
  row: QuoteRow,
  checkSignature: (text: string, signature: string) => boolean,
): readonly string[] {
  const verdict = verdictOn(row, checkSignature);
  const faults = verdict.differences.map(({ path, stated, recomputed }) => `${path}: ${stated}, not ${recomputed}`);
  if (!verdict.hash_matches) faults.push("the document does not have its hash");
  if (!verdict.signature_valid) faults.push("the document does not have our signature");
  if (faults.length > 0) return faults;
  return rowFaults(row, JSON.parse(row.document) as SignedPaper);
}

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
    ["system", row.systemId, document.hardware.system],
    ["devices", row.devices, document.hardware.devices],
    ["site", row.siteId, document.site.id],
    ["expiry", row.expiresAt.toISOString(), document.expires_at],
    ["plan", planDigest(row), document.planner.plan_digest],
    ["terms", sha256(canonicalJson(termsVersion1)), document.terms.digest],
  ];
  return pairs
    .filter(([, stored, signed]) => stored !== signed)
    .map(([name, stored, signed]) => `${name}: ${String(stored)}, not ${String(signed)}`);
}

const planDigest = (row: QuoteRow): string => sha256(canonicalJson((row.presentation as Presentation).plan));
