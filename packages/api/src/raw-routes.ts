const idParameter = { name: "id", in: "path" as const, required: true, schema: { type: "string" as const } };
const bytes = { type: "string", format: "binary" } as const;

const file = (description: string, mediaType: string) => ({
  "200": { description, content: { [mediaType]: { schema: bytes } } },
});

/** Routes that carry bytes and so are no procedures. */
export const rawRoutes = {
  "/datasets/{id}/content": {
    put: {
      operationId: "dataset.putContent",
      tags: ["dataset"],
      summary: "Upload a JSONL file as the next version",
      description:
        "The body is streamed. With Content-Length the bytes are compared with it. A file with one bad row is rejected whole.",
      parameters: [
        idParameter,
        {
          name: "x-upload-id",
          in: "header" as const,
          description:
            "An id of your choice (`upl_` and 32 hexadecimal digits) to follow the upload by GET /uploads/{id}.",
          schema: { type: "string" as const, pattern: "^upl_[0-9a-f]{32}$" },
        },
        {
          name: "x-file-name",
          in: "header" as const,
          description: "What you call the file, percent-encoded; shown in the list of uploads.",
          schema: { type: "string" as const },
        },
      ],
      requestBody: { required: true, content: { "application/jsonl": { schema: bytes } } },
      responses: {
        "200": {
          description: "The upload has ended: accepted with a version, or rejected with its rows.",
          content: { "application/json": { schema: { $ref: "#/components/schemas/Upload" } } },
        },
      },
    },
  },
  "/checkpoints/{id}/content": {
    get: {
      operationId: "checkpoint.getContent",
      tags: ["contract"],
      summary: "Download a checkpoint",
      parameters: [idParameter],
      responses: file("The checkpoint's file.", "application/octet-stream"),
    },
  },
  "/invoices/{id}/pdf": {
    get: {
      operationId: "invoice.getPdf",
      tags: ["invoice"],
      summary: "Download an invoice as PDF",
      parameters: [idParameter],
      responses: file("The invoice.", "application/pdf"),
    },
  },
};
