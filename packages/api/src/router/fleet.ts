import { breakNode } from "@ingot/services/site/break-node";
import { listSites } from "@ingot/services/site/list";
import { listFaults } from "@ingot/services/site/list-faults";
import { listFleetJobs } from "@ingot/services/site/list-jobs";
import { listNodes } from "@ingot/services/site/list-nodes";
import * as schemas from "@ingot/services/site/schemas";
import { createStaffKey } from "@ingot/services/staff-key/create";
import { listStaffKeys } from "@ingot/services/staff-key/list";
import { revokeStaffKey } from "@ingot/services/staff-key/revoke";
import * as keySchemas from "@ingot/services/staff-key/schemas";
import { router, staffProcedure } from "../trpc.ts";

const tags = ["fleet"];

export const fleetRouter = router({
  sites: staffProcedure({ method: "GET", path: "/fleet/sites", tags, summary: "Sites and their clusters" })
    .output(schemas.siteListOutput)
    .query(({ ctx }) => listSites({ ctx: ctx.service, input: {} })),

  nodes: staffProcedure({ method: "GET", path: "/fleet/sites/{id}/nodes", tags, summary: "Nodes of a site" })
    .input(schemas.siteGetInput)
    .output(schemas.siteNodesOutput)
    .query(({ ctx, input }) => listNodes({ ctx: ctx.service, input })),

  jobs: staffProcedure({ method: "GET", path: "/fleet/jobs", tags, summary: "Jobs of every organization" })
    .input(schemas.fleetJobsInput)
    .output(schemas.fleetJobsOutput)
    .query(({ ctx, input }) => listFleetJobs({ ctx: ctx.service, input })),

  faults: staffProcedure({ method: "GET", path: "/fleet/faults", tags, summary: "Faults, newest first" })
    .input(schemas.faultsInput)
    .output(schemas.faultsOutput)
    .query(({ ctx, input }) => listFaults({ ctx: ctx.service, input })),

  breakNode: staffProcedure({
    method: "POST",
    path: "/fleet/nodes/{node_id}/break",
    tags,
    summary: "Break a node",
    successStatus: 201,
  })
    .input(schemas.nodeBreakInput)
    .output(schemas.nodeBreakOutput)
    .mutation(({ ctx, input }) => breakNode({ ctx: ctx.service, input })),

  keys: staffProcedure({ method: "GET", path: "/fleet/keys", tags, summary: "Your own staff keys, newest first" })
    .output(keySchemas.staffKeyListOutput)
    .query(({ ctx }) => listStaffKeys({ ctx: ctx.service, input: {} })),

  createKey: staffProcedure({
    method: "POST",
    path: "/fleet/keys",
    tags,
    summary: "Make a staff key",
    successStatus: 201,
  })
    .input(keySchemas.staffKeyCreateInput)
    .output(keySchemas.staffKeyCreateOutput)
    .mutation(({ ctx, input }) => createStaffKey({ ctx: ctx.service, input })),

  revokeKey: staffProcedure({ method: "DELETE", path: "/fleet/keys/{id}", tags, summary: "End a staff key now" })
    .input(keySchemas.staffKeyRevokeInput)
    .output(keySchemas.staffKeySchema)
    .mutation(({ ctx, input }) => revokeStaffKey({ ctx: ctx.service, input })),
});
