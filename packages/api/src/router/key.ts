import { createKey } from "@ingot/services/key/create";
import { listKeys } from "@ingot/services/key/list";
import { revokeKey } from "@ingot/services/key/revoke";
import * as schemas from "@ingot/services/key/schemas";
import { customerProcedure, router } from "../trpc.ts";

const tags = ["key"];

export const keyRouter = router({
  list: customerProcedure({ method: "GET", path: "/keys", tags, summary: "API keys, newest first" })
    .output(schemas.keyListOutput)
    .query(({ ctx }) => listKeys({ ctx: ctx.service, input: {} })),

  create: customerProcedure({ method: "POST", path: "/keys", tags, summary: "Make an API key", successStatus: 201 })
    .input(schemas.keyCreateInput)
    .output(schemas.keyCreateOutput)
    .mutation(({ ctx, input }) => createKey({ ctx: ctx.service, input })),

  revoke: customerProcedure({ method: "DELETE", path: "/keys/{id}", tags, summary: "End a key now" })
    .input(schemas.keyRevokeInput)
    .output(schemas.keySchema)
    .mutation(({ ctx, input }) => revokeKey({ ctx: ctx.service, input })),
});
