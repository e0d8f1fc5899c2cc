import { getSession } from "@ingot/services/identity/get-session";
import { listMembers } from "@ingot/services/identity/list-members";
import { memberListOutput, sessionOutput } from "@ingot/services/identity/schemas";
import { customerProcedure, publicProcedure, router } from "../trpc.ts";

const tags = ["session"];

export const sessionRouter = router({
  get: publicProcedure({ method: "GET", path: "/session", tags, summary: "Who asks, and what that allows" })
    .output(sessionOutput)
    .query(({ ctx }) => getSession({ ctx: ctx.service, input: ctx.identity })),

  members: customerProcedure({ method: "GET", path: "/members", tags, summary: "The people of the organization" })
    .output(memberListOutput)
    .query(({ ctx }) => listMembers({ ctx: ctx.service, input: {} })),
});
