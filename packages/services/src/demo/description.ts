import { findSystem, type FaultProfileName } from "@ingot/compute";
import { isLeaf } from "@ingot/governance";
import type { PriceBook } from "@ingot/pricing";
import { z } from "zod";

const systemId = z.string().refine((id) => findSystem(id) !== undefined, "a system of the hardware catalog");
const country = z
  .string()
  .refine((text): boolean => isLeaf(text), "a country is an ISO 3166-1 alpha-2 code such as FR");
const faultProfiles = ["none", "curated", "shared_research"] as const satisfies readonly FaultProfileName[];

/** A site as it is written down: a place with one jurisdiction, and its clusters. */
export const siteDescriptionSchema = z.object({
  slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
  label: z.string().min(1).max(80),
  country,
  operator_countries: z.array(country),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  fault_profile: z.enum(faultProfiles),
  clusters: z.array(z.object({ system: systemId, nodes: z.number().int().min(1).max(4096) })).min(1),
});

export type SiteDescription = z.infer<typeof siteDescriptionSchema>;

/** What a platform is made of besides its customers; in production a file that the operator keeps. */
export const platformDescriptionSchema = z.object({
  sites: z.array(siteDescriptionSchema).min(1),
  price_books: z.array(z.custom<PriceBook>((value) => typeof value === "object" && value !== null)).min(1),
});

export type PlatformDescription = z.infer<typeof platformDescriptionSchema>;
