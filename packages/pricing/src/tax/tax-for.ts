/** EU member states (EU27) by ISO code. Places with codes of their own (GF, RE, AX …) are not in it on purpose. */
const memberStates = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ");

/**
 * Places with codes of their own whose VAT is neither plain French nor foreign: the French overseas places, Monaco (French
 * VAT), Åland, Northern Ireland (XI). A zero for them would be wrong as often as right, so they are refused for now.
 */
const specialPlaces = "AX BL GF GP MC MF MQ NC PF PM RE TF WF XI YT".split(" ");

/** Standard rates by which private buyers are taxed; **Source** money case E5 (FR 20 %, DE 19 %). Others are not sold to yet. */
const privateRates: Readonly<Record<string, string>> = { FR: "0.20", DE: "0.19" };

export type TaxDecision =
  | { readonly kind: "domestic" | "destination"; readonly rate: string; readonly source: string }
  | { readonly kind: "reverse_charge"; readonly rate: "0"; readonly note: string; readonly source: string }
  | { readonly kind: "out_of_scope"; readonly rate: "0"; readonly note: string; readonly source: string }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Which VAT a French seller puts on a service. `business` means a VAT number that was confirmed, not merely given.
 * A small honest rule: EU buyers without such a number pay their country's rate, where we know it, and are refused where
 * we do not; the caller has made sure that the country's code exists.
 * **Source** Directive 2006/112/EC articles 44 and 196 (place of supply, reverse charge) and 226 (11a) (invoice note).
 */
export function taxFor(sale: {
  readonly seller: "FR";
  readonly buyer: string;
  readonly business: boolean;
}): TaxDecision {
  if (!/^[A-Z]{2}$/.test(sale.buyer)) {
    return { kind: "refused", reason: `a buyer's country is two capital letters, received "${sale.buyer}"` };
  }
  if (sale.buyer === sale.seller) return { kind: "domestic", rate: "0.20", source: "French standard rate" };
  if (specialPlaces.includes(sale.buyer)) {
    return { kind: "refused", reason: `${sale.buyer} has a VAT rule of its own that we do not know yet` };
  }
  if (!memberStates.includes(sale.buyer)) {
    return {
      kind: "out_of_scope",
      rate: "0",
      note: "Not subject to French VAT",
      source: "Directive 2006/112/EC article 44; buyer outside the EU27",
    };
  }
  if (sale.business) {
    return {
      kind: "reverse_charge",
      rate: "0",
      note: "Reverse charge",
      source: "Directive 2006/112/EC articles 44, 196, 226 (11a)",
    };
  }
  const rate = privateRates[sale.buyer];
  if (rate) return { kind: "destination", rate, source: `standard rate of ${sale.buyer}, money case E5` };
  return { kind: "refused", reason: `private buyers are sold to in FR and DE, received ${sale.buyer}` };
}
