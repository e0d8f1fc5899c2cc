import { createDataset } from "@ingot/services/dataset/create";
import { getDataset } from "@ingot/services/dataset/get";
import { getUpload } from "@ingot/services/dataset/get-upload";
import { listDatasets } from "@ingot/services/dataset/list";
import { listUploads } from "@ingot/services/dataset/list-uploads";
import { listDatasetVersions } from "@ingot/services/dataset/list-versions";
import * as schemas from "@ingot/services/dataset/schemas";
import { customerProcedure, router } from "../trpc.ts";

const tags = ["dataset"];

export const datasetRouter = router({
  list: customerProcedure({ method: "GET", path: "/datasets", tags, summary: "Datasets, newest first" })
    .input(schemas.datasetListInput)
    .output(schemas.datasetListOutput)
    .query(({ ctx, input }) => listDatasets({ ctx: ctx.service, input })),

  get: customerProcedure({ method: "GET", path: "/datasets/{id}", tags, summary: "One dataset" })
    .input(schemas.datasetGetInput)
    .output(schemas.datasetSchema)
    .query(({ ctx, input }) => getDataset({ ctx: ctx.service, input })),

  create: customerProcedure({ method: "POST", path: "/datasets", tags, summary: "Make a dataset", successStatus: 201 })
    .input(schemas.datasetCreateInput)
    .output(schemas.datasetSchema)
    .mutation(({ ctx, input }) => createDataset({ ctx: ctx.service, input })),

  versions: customerProcedure({
    method: "GET",
    path: "/datasets/{id}/versions",
    tags,
    summary: "Versions of a dataset",
  })
    .input(schemas.datasetVersionsInput)
    .output(schemas.datasetVersionsOutput)
    .query(({ ctx, input }) => listDatasetVersions({ ctx: ctx.service, input })),

  uploads: customerProcedure({ method: "GET", path: "/datasets/{id}/uploads", tags, summary: "Uploads into a dataset" })
    .input(schemas.uploadsListInput)
    .output(schemas.uploadsListOutput)
    .query(({ ctx, input }) => listUploads({ ctx: ctx.service, input })),

  upload: customerProcedure({ method: "GET", path: "/uploads/{id}", tags, summary: "How far an upload is" })
    .input(schemas.uploadGetInput)
    .output(schemas.uploadSchema)
    .query(({ ctx, input }) => getUpload({ ctx: ctx.service, input })),
});
