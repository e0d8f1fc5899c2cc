import { getSession } from "@ingot/services/identity/get-session";
import { sessionOutput } from "@ingot/services/identity/schemas";
import { publicProcedure, router } from "../trpc.ts";

const tags = ["session"];

export const sessionRouter = router({
  get: publicProcedure({ method: "GET", path: "/session", tags, summary: "Who asks, and what that allows" })
    .output(sessionOutput)
    .query(({ ctx }) => getSession({ ctx: ctx.service, input: ctx.identity })),
});
