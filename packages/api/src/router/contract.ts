import { cancelContract } from "@ingot/services/contract/cancel";
import { getCancellation } from "@ingot/services/contract/cancellation";
import { getContract } from "@ingot/services/contract/get";
import { listContracts } from "@ingot/services/contract/list";
import { listContractEvents } from "@ingot/services/contract/list-events";
import { pauseContract } from "@ingot/services/contract/pause";
import { resumeContract } from "@ingot/services/contract/resume";
import * as schemas from "@ingot/services/contract/schemas";
import { listCheckpoints } from "@ingot/services/job/list-checkpoints";
import { listMetrics } from "@ingot/services/job/list-metrics";
import { checkpointsInput, checkpointsOutput, metricsInput, metricsOutput } from "@ingot/services/job/schemas";
import { customerProcedure, router } from "../trpc.ts";
import { watchWhileAllowed } from "../watch.ts";

const tags = ["contract"];

export const contractRouter = router({
  list: customerProcedure({ method: "GET", path: "/contracts", tags, summary: "Contracts, newest first" })
    .input(schemas.contractListInput)
    .output(schemas.contractListOutput)
    .query(({ ctx, input }) => listContracts({ ctx: ctx.service, input })),

  get: customerProcedure({
    method: "GET",
    path: "/contracts/{id}",
    tags,
    summary: "One contract with its jobs and money",
  })
    .input(schemas.contractGetInput)
    .output(schemas.contractSchema)
    .query(({ ctx, input }) => getContract({ ctx: ctx.service, input })),

  pause: customerProcedure({
    method: "POST",
    path: "/contracts/{id}/pause",
    tags,
    summary: "Pause at the next checkpoint",
  })
    .input(schemas.contractActInput)
    .output(schemas.contractSchema)
    .mutation(({ ctx, input }) => pauseContract({ ctx: ctx.service, input })),

  resume: customerProcedure({ method: "POST", path: "/contracts/{id}/resume", tags, summary: "Go on after a pause" })
    .input(schemas.contractActInput)
    .output(schemas.contractSchema)
    .mutation(({ ctx, input }) => resumeContract({ ctx: ctx.service, input })),

  cancellation: customerProcedure({
    method: "GET",
    path: "/contracts/{id}/cancellation",
    tags,
    summary: "What canceling now would cost",
  })
    .input(schemas.contractGetInput)
    .output(schemas.cancellationSchema)
    .query(({ ctx, input }) => getCancellation({ ctx: ctx.service, input })),

  cancel: customerProcedure({ method: "POST", path: "/contracts/{id}/cancel", tags, summary: "End a contract early" })
    .input(schemas.contractActInput)
    .output(schemas.contractCanceledSchema)
    .mutation(({ ctx, input }) => cancelContract({ ctx: ctx.service, input })),

  events: customerProcedure({ method: "GET", path: "/contracts/{id}/events", tags, summary: "What happened, in order" })
    .input(schemas.contractEventsInput)
    .output(schemas.contractEventsOutput)
    .query(({ ctx, input }) => listContractEvents({ ctx: ctx.service, input })),

  metrics: customerProcedure({ method: "GET", path: "/contracts/{id}/metrics", tags, summary: "Loss and throughput" })
    .input(metricsInput)
    .output(metricsOutput)
    .query(({ ctx, input }) => listMetrics({ ctx: ctx.service, input })),

  checkpoints: customerProcedure({
    method: "GET",
    path: "/contracts/{id}/checkpoints",
    tags,
    summary: "Saved checkpoints",
  })
    .input(checkpointsInput)
    .output(checkpointsOutput)
    .query(({ ctx, input }) => listCheckpoints({ ctx: ctx.service, input })),

  watch: customerProcedure({
    method: "GET",
    path: "/contracts/{id}/watch",
    tags,
    summary: "Live stream of server-sent events",
  })
    .input(schemas.contractWatchInput)
    .subscription(({ ctx, input, signal }) => watchWhileAllowed(ctx, input, signal)),
});
