import { getWorkflow } from "@ingot/services/workflow/get";
import { listWorkflows } from "@ingot/services/workflow/list";
import * as schemas from "@ingot/services/workflow/schemas";
import { customerProcedure, router } from "../trpc.ts";

const tags = ["workflow"];

export const workflowRouter = router({
  list: customerProcedure({ method: "GET", path: "/workflows", tags, summary: "The workflow behind each contract" })
    .input(schemas.workflowListInput)
    .output(schemas.workflowListOutput)
    .query(({ ctx, input }) => listWorkflows({ ctx: ctx.service, input })),

  get: customerProcedure({
    method: "GET",
    path: "/workflows/{contract_id}",
    tags,
    summary: "Its history, timers and retries",
  })
    .input(schemas.workflowGetInput)
    .output(schemas.workflowSchema)
    .query(({ ctx, input }) => getWorkflow({ ctx: ctx.service, input })),
});
