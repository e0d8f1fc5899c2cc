import { findSystem, hardwareCatalog, type HardwareSystem, type Infeasible } from "@ingot/compute";
import { allowedSites } from "@ingot/governance";
import { ServiceError } from "../errors.ts";
import type { Machines } from "./machines.ts";
import type { Market, MarketSite } from "./market.ts";
import type { QuoteAsk } from "./work.ts";

/** Machines of one system at one site where the data may be. */
export interface Place {
  readonly site: MarketSite;
  readonly machines: Machines;
}

/** Where the run may be, and why not elsewhere. */
export interface Reach {
  readonly places: readonly Place[];
  readonly refused: readonly { readonly site: MarketSite; readonly why: string }[];
}

/** Sites inside the data's fence and the wished country for which the book has rates, with their machines. */
export function reachOf(market: Market, ask: QuoteAsk): Reach {
  const { allowed, refused } = allowedSites(market.version.fence, market.sites, market.now);
  const outside = refused.map(({ site, reasons }) => ({ site, why: reasons.map((reason) => reason.text).join("; ") }));
  const places: Place[] = [];
  for (const site of allowed) {
    const why = unwished(market, site, ask);
    if (why !== undefined) outside.push({ site, why });
    else {
      const here = market.machines.filter((machines) => machines.siteId === site.id);
      places.push(...here.map((machines) => ({ site, machines })));
    }
  }
  return { places: places.filter(({ machines }) => isPriced(market, machines.systemId)), refused: outside };
}

function unwished(market: Market, site: MarketSite, ask: QuoteAsk): string | undefined {
  const { country } = ask.wish;
  if (country !== undefined && site.row.country !== country) return `lies in ${site.row.country}, not in ${country}`;
  if (!Object.hasOwn(market.book.energy, site.row.country))
    return `the price book has no rates for ${site.row.country}`;
  return undefined;
}

const isPriced = (market: Market, systemId: string) => Object.hasOwn(market.book.device_hour, systemId);

/** The systems to look at: all that are sold, the wished one first. **Throws** VALIDATION for one that does not exist. */
export function systemsFor(market: Market, ask: QuoteAsk): HardwareSystem[] {
  const sold = hardwareCatalog.filter((system) => isPriced(market, system.id));
  const wished = ask.wish.system;
  if (wished === undefined) return sold;
  const system = findSystem(wished);
  if (!system || !sold.includes(system)) {
    const known = sold.map((entry) => entry.id).join(", ");
    throw new ServiceError("VALIDATION", `a system is one of ${known}; received "${wished}"`);
  }
  return [system, ...sold.filter((entry) => entry.id !== wished)];
}

/** The refusal of a system that stands at no site the run may use. */
export function nowhere(system: HardwareSystem, market: Market, reach: Reach): Infeasible {
  const elsewhere = reach.refused.filter(({ site }) =>
    market.machines.some((machines) => machines.siteId === site.id && machines.systemId === system.id),
  );
  const sites = elsewhere.map(({ site, why }) => `${site.row.label} (${why})`).join("; ");
  const text = sites
    ? `${system.label} stands only where this run may not be: ${sites}.`
    : `no site that this run may use has ${system.label}.`;
  return {
    kind: "infeasible",
    reason: {
      code: "residency",
      text,
      values: { sites_allowed: reach.places.length, sites_refused: reach.refused.length },
    },
    needed: 1,
    available: 0,
    unit: "sites",
    suggestion: sites ? "Widen the wish for a country or the residency of the data." : "Take another system.",
  };
}
