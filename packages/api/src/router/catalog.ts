import { listModels } from "@ingot/services/catalog/list-models";
import { listSystems } from "@ingot/services/catalog/list-systems";
import { modelListOutput, systemListOutput } from "@ingot/services/catalog/schemas";
import { listJobTransitions } from "@ingot/services/job/list-transitions";
import { jobTransitionsOutput } from "@ingot/services/job/schemas";
import { publicProcedure, router } from "../trpc.ts";

const tags = ["catalog"];

export const catalogRouter = router({
  models: publicProcedure({ method: "GET", path: "/models", tags, summary: "Models that can be trained" })
    .output(modelListOutput)
    .query(({ ctx }) => listModels({ ctx: ctx.service, input: {} })),

  systems: publicProcedure({ method: "GET", path: "/systems", tags, summary: "Hardware, every number with its source" })
    .output(systemListOutput)
    .query(({ ctx }) => listSystems({ ctx: ctx.service, input: {} })),

  jobTransitions: publicProcedure({
    method: "GET",
    path: "/job-transitions",
    tags,
    summary: "How job.status may change",
  })
    .output(jobTransitionsOutput)
    .query(({ ctx }) => listJobTransitions({ ctx: ctx.service, input: {} })),
});
