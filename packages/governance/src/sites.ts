import type { Fence } from "./fence.ts";
import { isLeaf } from "./jurisdiction.ts";
import type { Reason } from "./reason.ts";
import { reason } from "./reason.ts";

/** A place with machines or stores, as far as fences look at it. */
export interface SiteFacts {
  readonly id: string;
  /** Leaf code from the register; null when it was never proven. */
  readonly jurisdiction: string | null;
  readonly operatorCountries: readonly string[];
  readonly certificates: readonly { readonly name: string; readonly expiresAt: string }[];
}

const fenced = (fence: Fence): boolean =>
  [fence.process, fence.store, fence.see].some((places) => places !== "anywhere") ||
  fence.operatorsForbidden.length > 0;

/** Why a site is outside a fence for a use of it; empty when it is inside. Every reason is given, not the first. */
export function siteReasons(
  fence: Fence,
  site: SiteFacts,
  uses: readonly ("process" | "store" | "see")[],
  at: Date,
): Reason[] {
  const reasons: Reason[] = [];
  const leaf = site.jurisdiction;
  if (fenced(fence) && (leaf === null || !isLeaf(leaf))) {
    const values = { site: site.id, received: leaf ?? "none" };
    return [reason("UNKNOWN_LOCATION", "the location of this site is not in the register", values)];
  }
  for (const use of uses) {
    const places = fence[use];
    if (places === "anywhere" || (leaf !== null && isLeaf(leaf) && places.includes(leaf))) continue;
    const allowed = places.join(" ") || "nowhere";
    const values = { use, jurisdiction: leaf ?? "none", allowed };
    reasons.push(reason("FENCE", `may be ${verbs[use]} only in: ${allowed}`, values));
  }
  return [...reasons, ...operatorReasons(fence, site), ...certificateReasons(fence, site, at)];
}

const verbs = { process: "processed", store: "stored", see: "seen" } as const;

function operatorReasons(fence: Fence, site: SiteFacts): Reason[] {
  if (fence.operatorsForbidden.length === 0) return [];
  if (site.operatorCountries.length === 0 || site.operatorCountries.some((country) => !isLeaf(country))) {
    return [
      reason("UNKNOWN_LOCATION", "the home country of this site's operator is not in the register", { site: site.id }),
    ];
  }
  return fence.operatorsForbidden
    .filter((country) => site.operatorCountries.includes(country))
    .map((country) =>
      reason("FENCE", `operators from ${country} are forbidden`, { use: "operator", jurisdiction: country }),
    );
}

function certificateReasons(fence: Fence, site: SiteFacts, at: Date): Reason[] {
  const holds = (name: string) =>
    site.certificates.some((held) => held.name === name && Date.parse(held.expiresAt) > at.getTime());
  return fence.certificates
    .filter((name) => !holds(name))
    .map((name) =>
      reason("CONSENT", `the site holds no valid certificate ${name}`, { certificate: name, site: site.id }),
    );
}

export interface SiteChoice<Site extends SiteFacts> {
  readonly allowed: readonly Site[];
  readonly refused: readonly { readonly site: Site; readonly reasons: readonly Reason[] }[];
}

/** Splits sites into those where a job on a fenced artifact may run and store, and the others, each with its reasons. */
export function allowedSites<Site extends SiteFacts>(fence: Fence, sites: readonly Site[], at: Date): SiteChoice<Site> {
  const judged = sites.map((site) => ({ site, reasons: siteReasons(fence, site, ["process", "store"], at) }));
  return {
    allowed: judged.filter(({ reasons }) => reasons.length === 0).map(({ site }) => site),
    refused: judged.filter(({ reasons }) => reasons.length > 0),
  };
}
