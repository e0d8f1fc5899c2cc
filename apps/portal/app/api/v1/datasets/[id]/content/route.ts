import { uploadDataset } from "@ingot/services/dataset/upload";
import { serve } from "../../../../../../server/serve.ts";
import { announcedBytes, announcedName, boundedBody } from "../../../../../../server/upload-body.ts";

type Parameters = { readonly params: Promise<{ id: string }> };

/** Streams the body into the dataset: what is in memory does not grow with the file. */
export const PUT = (incoming: Request, { params }: Parameters) =>
  serve(incoming, async (request, { service: ctx }, { environment }) => {
    const { id: datasetId } = await params;
    const expectedBytes = announcedBytes(request.headers, environment.uploadBytesMax);
    const uploadId = request.headers.get("x-upload-id") ?? undefined;
    const fileName = announcedName(request.headers);
    const body = boundedBody(request.body, environment.uploadBytesMax);
    const { signal } = request;
    const input = { datasetId, uploadId, expectedBytes, fileName, body, signal };
    return Response.json(await uploadDataset({ ctx, input }));
  });
