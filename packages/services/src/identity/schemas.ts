import { z } from "zod";

/** Who asks, for which organization, and what that allows. */
export const sessionOutput = z
  .object({
    person: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
    organization: z.object({ id: z.string(), name: z.string(), slug: z.string(), country: z.string() }).nullable(),
    role: z.string().nullable(),
    staff_role: z.string().nullable(),
    scopes: z.array(z.string()),
    organizations: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })),
  })
  .meta({ id: "Session" });
