import { planCatalog } from "@ingot/services/plan/catalog";
import { comparePlans } from "@ingot/services/plan/compare";
import { computePlan } from "@ingot/services/plan/compute";
import { exportPlan } from "@ingot/services/plan/export";
import * as schemas from "@ingot/services/plan/schemas";
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
});
