import { getClock } from "@ingot/services/clock/get-clock";
import { clockSchema } from "@ingot/services/clock/schemas";
import { startTimeLapse, stopTimeLapse } from "@ingot/services/clock/time-lapse";
import { publicProcedure, router, signedInProcedure } from "../trpc.ts";

const tags = ["clock"];
const path = "/clock/time-lapse";

export const clockRouter = router({
  get: publicProcedure({ method: "GET", path: "/clock", tags, summary: "Platform time and real time" })
    .output(clockSchema)
    .query(({ ctx }) => getClock({ ctx: ctx.service, input: {} })),

  startTimeLapse: signedInProcedure({ method: "POST", path, tags, summary: "Let platform time run fast (demo only)" })
    .output(clockSchema)
    .mutation(({ ctx }) => startTimeLapse({ ctx: ctx.service, input: {} })),

  stopTimeLapse: signedInProcedure({ method: "DELETE", path, tags, summary: "End the time-lapse (demo only)" })
    .output(clockSchema)
    .mutation(({ ctx }) => stopTimeLapse({ ctx: ctx.service, input: {} })),
});
