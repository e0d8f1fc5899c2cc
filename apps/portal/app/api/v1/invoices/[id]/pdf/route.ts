import { readInvoicePdf } from "@ingot/services/invoice/read-pdf";
import { fileResponse } from "../../../../../../server/file-response.ts";
import { serve } from "../../../../../../server/serve.ts";

type Parameters = { readonly params: Promise<{ id: string }> };

export const GET = (incoming: Request, { params }: Parameters) =>
  serve(incoming, async (_, { service: ctx }) => {
    const { name, bytes } = await readInvoicePdf({ ctx, input: await params });
    return fileResponse({ name, bytes, type: "application/pdf" });
  });
