import { currencyExponents, type Currency } from "@ingot/units";
import { z } from "zod";

/** Money on the wire: a decimal string, never a float. */
export const moneySchema = z
  .object({
    amount: z.string().regex(/^-?\d+(\.\d+)?$/),
    currency: z.enum(Object.keys(currencyExponents) as [Currency, ...Currency[]]),
  })
  .meta({ id: "Money" });

/** An instant in UTC, ISO 8601. */
export const instantSchema = z.iso.datetime().meta({ id: "Instant" });

export const pageInputSchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(100).default(25),
});

/** A page of things, newest first, with the cursor of the next page or null. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next_cursor: z.string().nullable() });

/** ISO 3166-1 alpha-2 leaf of a jurisdiction. */
export const countrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/, "a country is a two-letter ISO 3166-1 code in capitals, e.g. FR")
  .meta({ id: "Country" });

/** Where data may be stored, processed and seen; null means anywhere we have a site. */
export const residencySchema = z
  .object({
    store: z.array(countrySchema).min(1).nullable(),
    process: z.array(countrySchema).min(1).nullable(),
    see: z.array(countrySchema).min(1).nullable(),
  })
  .meta({ id: "Residency" });

export const reasonSchema = z
  .object({ code: z.string(), text: z.string(), values: z.record(z.string(), z.union([z.number(), z.string()])) })
  .meta({ id: "Reason" });
