import { listAuditEntries } from "@ingot/services/audit/list";
import * as schemas from "@ingot/services/audit/schemas";
import { customerProcedure, router } from "../trpc.ts";

const tags = ["audit"];

export const auditRouter = router({
  list: customerProcedure({ method: "GET", path: "/audit", tags, summary: "Who did what, newest first" })
    .input(schemas.auditListInput)
    .output(schemas.auditListOutput)
    .query(({ ctx, input }) => listAuditEntries({ ctx: ctx.service, input })),
});
