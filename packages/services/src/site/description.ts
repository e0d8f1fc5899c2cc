import { z } from "zod";
import { countrySchema } from "../wire.ts";

/** What an operator says of the machines: the file that a platform is set up from. */
export const platformDescriptionSchema = z.object({
  sites: z
    .array(
      z.object({
        slug: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/),
        label: z.string().min(1).max(80),
        country: countrySchema,
        operator_countries: z.array(countrySchema),
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        fault_profile: z.enum(["none", "curated", "shared_research"]),
        clusters: z.array(
          z.object({ system: z.string(), label: z.string(), nodes: z.number().int().min(1).max(20_000) }),
        ),
      }),
    )
    .min(1),
});

export type PlatformDescription = z.infer<typeof platformDescriptionSchema>;
export type SiteDescription = PlatformDescription["sites"][number];
