import { z } from "zod";
import { instantSchema } from "../wire.ts";

export const clockSchema = z
  .object({
    platform_now: instantSchema,
    real_now: instantSchema,
    /** Platform seconds that pass in one real second. */
    rate: z.number(),
    time_lapse: z.boolean(),
    /** False where platform time is real time (production). */
    simulated: z.boolean(),
  })
  .meta({ id: "Clock" });
