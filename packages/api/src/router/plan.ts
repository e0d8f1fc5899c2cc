import { advisePlan } from "@ingot/services/plan/advise";
import { planCatalog } from "@ingot/services/plan/catalog";
import { comparePlans } from "@ingot/services/plan/compare";
import { computePlan } from "@ingot/services/plan/compute";
import { planCurve } from "@ingot/services/plan/curve";
import { exportPlan } from "@ingot/services/plan/export";
import { planFront } from "@ingot/services/plan/front";
import { planWholeRun } from "@ingot/services/plan/run";
import * as schemas from "@ingot/services/plan/schemas";
import * as views from "@ingot/services/plan/view-schemas";
import { publicProcedure, router } from "../trpc.ts";

const tags = ["plan"];

export const planRouter = router({
  catalog: publicProcedure({
    method: "GET",
    path: "/plans/catalog",
    tags,
    summary: "What can be planned, on what, for which tools, and how large",
  })
    .output(schemas.planCatalogOutput)
    .query(({ ctx }) => planCatalog({ ctx: ctx.service, input: {} })),

  compute: publicProcedure({
    method: "POST",
    path: "/plans",
    tags,
    summary: "The best layout of a model on some hardware, and why; nothing is stored",
  })
    .input(schemas.planComputeInput)
    .output(schemas.planComputeOutput)
    .query(({ ctx, input }) => computePlan({ ctx: ctx.service, input })),

  compare: publicProcedure({
    method: "POST",
    path: "/plans/compare",
    tags,
    summary: "The same model on several systems, or cut by several layouts",
  })
    .input(schemas.planCompareInput)
    .output(schemas.planCompareOutput)
    .query(({ ctx, input }) => comparePlans({ ctx: ctx.service, input })),

  export: publicProcedure({
    method: "POST",
    path: "/plans/export",
    tags,
    summary: "Files that start the run on a cluster of one's own",
  })
    .input(schemas.planExportInput)
    .output(schemas.planExportOutput)
    .query(({ ctx, input }) => exportPlan({ ctx: ctx.service, input })),

  curve: publicProcedure({
    method: "POST",
    path: "/plans/curve",
    tags,
    summary: "Speed on one to 16,384 devices, and where it bends",
  })
    .input(views.planCurveInput)
    .output(views.planCurveOutput)
    .query(({ ctx, input }) => planCurve({ ctx: ctx.service, input })),

  front: publicProcedure({
    method: "POST",
    path: "/plans/front",
    tags,
    summary: "Layouts that none beats in time, cost, energy and free memory at once",
  })
    .input(views.planFrontInput)
    .output(views.planFrontOutput)
    .query(({ ctx, input }) => planFront({ ctx: ctx.service, input })),

  run: publicProcedure({
    method: "POST",
    path: "/plans/run",
    tags,
    summary: "A whole run: ramp, checkpoints, faults, duration, expected loss",
  })
    .input(views.planRunInput)
    .output(views.planRunOutput)
    .query(({ ctx, input }) => planWholeRun({ ctx: ctx.service, input })),

  advise: publicProcedure({
    method: "POST",
    path: "/plans/advise",
    tags,
    summary: "A shape that is cheaper to train, the best size and tokens",
  })
    .input(views.planAdviseInput)
    .output(views.planAdviseOutput)
    .query(({ ctx, input }) => advisePlan({ ctx: ctx.service, input })),
});
