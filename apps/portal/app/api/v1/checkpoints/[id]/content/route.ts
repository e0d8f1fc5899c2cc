import { readCheckpointFile } from "@ingot/services/job/read-checkpoint-file";
import { fileResponse } from "../../../../../../server/file-response.ts";
import { readerCountry } from "../../../../../../server/reader-country.ts";
import { serve } from "../../../../../../server/serve.ts";

type Parameters = { readonly params: Promise<{ id: string }> };

export const GET = (incoming: Request, { params }: Parameters) =>
  serve(incoming, async ({ headers }, { service: ctx }, { environment }) => {
    const input = { ...(await params), readerCountry: readerCountry(headers, environment) };
    const { name, bytes, hash } = await readCheckpointFile({ ctx, input });
    return fileResponse({ name, bytes, type: "application/octet-stream", hash });
  });
