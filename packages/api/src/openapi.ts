import { errorCodes } from "@ingot/services";
import { OpenAPIGenerator, type OpenAPI } from "@orpc/openapi";
import { errorMap } from "./error-map.ts";
import { zodConverter } from "./json-schema.ts";
import { rawRoutes } from "./raw-routes.ts";
import { restPrefix, restRouter } from "./rest.ts";

const description =
  "Model training by the piece: one price, one date, the reasons for both. Money is a decimal string, an instant is ISO 8601 in UTC, " +
  "a page ends with `next_cursor`. A thing of another organization is NOT_FOUND.";

let made: Promise<OpenAPI.Document> | undefined;

/** The REST API as OpenAPI 3.1.1, made once for each process. */
export const openApiDocument = (): Promise<OpenAPI.Document> => (made ??= make());

async function make(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [zodConverter] });
  const document = await generator.generate(restRouter, {
    info: { title: "Ingot API", version: "1", description },
    servers: [{ url: restPrefix }],
    security: [{ key: [] }, { session: [] }],
    filter: ({ contract }) => Boolean(contract["~orpc"].route.path),
  });
  document.paths = { ...document.paths, ...structuredClone(rawRoutes) };
  hoistDefinitions(document);
  document.components = { ...document.components, ...components(document) };
  for (const { method, path, operation } of operationsOf(document)) completeOperation(method, path, operation);
  return document;
}

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenAPI.OperationObject;
}

/** Every operation of a document, as a flat list. */
export function operationsOf(document: OpenAPI.Document): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) => ({
      method,
      path,
      operation: operation as OpenAPI.OperationObject,
    })),
  );
}

/** zod writes named schemas beside each use; a document has them once, in its components. */
function hoistDefinitions(document: OpenAPI.Document): void {
  const schemas: Record<string, unknown> = {};
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== "object" || node === null) return;
    const record = node as Record<string, unknown>;
    const definitions = record["$defs"];
    if (typeof definitions === "object" && definitions !== null) {
      delete record["$defs"];
      for (const [name, schema] of Object.entries(definitions)) schemas[name] ??= schema;
      visit(Object.values(definitions));
    }
    const reference = record["$ref"];
    if (typeof reference === "string") record["$ref"] = reference.replace("#/$defs/", "#/components/schemas/");
    const { id } = record;
    if (typeof id === "string" && ("type" in record || "anyOf" in record)) delete record["id"];
    visit(Object.values(record));
  };
  visit(document.paths);
  const existing = (document.components?.schemas ?? {}) as Record<string, unknown>;
  document.components = {
    ...document.components,
    schemas: { ...schemas, ...existing } as OpenAPI.ComponentsObject["schemas"] & object,
  };
}

function components(document: OpenAPI.Document): OpenAPI.ComponentsObject {
  const error: OpenAPI.SchemaObject = {
    type: "object",
    required: ["error"],
    properties: {
      error: {
        type: "object",
        required: ["code", "message", "details", "request_id"],
        properties: {
          code: { type: "string", enum: [...errorCodes] },
          message: { type: "string", description: "States the rule and the value received." },
          details: { type: "object", additionalProperties: true },
          request_id: { type: ["string", "null"] },
        },
      },
    },
  };
  const byStatus = Map.groupBy(errorCodes, (code) => errorMap[code].status);
  const responses = [...byStatus].map(([status, codes]) => [
    `Error${status}`,
    {
      description: codes.join(", "),
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    },
  ]);
  return {
    schemas: { ...document.components?.schemas, Error: error },
    responses: Object.fromEntries(responses) as NonNullable<OpenAPI.ComponentsObject["responses"]>,
    parameters: {
      IdempotencyKey: {
        name: "Idempotency-Key",
        in: "header",
        description:
          "The same key with the same request gets the first answer again. 1 to 255 visible ASCII characters.",
        schema: { type: "string", minLength: 1, maxLength: 255 },
      },
      RequestId: {
        name: "X-Request-Id",
        in: "header",
        description: "Your own id for this request, 8 to 80 of A-Z a-z 0-9 . _ -; the answer carries it back.",
        schema: { type: "string", pattern: "^[A-Za-z0-9_.-]{8,80}$" },
      },
    },
    securitySchemes: {
      key: { type: "http", scheme: "bearer", description: "An API key: `Authorization: Bearer ik_…`" },
      session: { type: "apiKey", in: "cookie", name: "ingot.session_token", description: "The portal's own sign-in." },
    },
  };
}

const readStatuses = [400, 401, 403, 404, 429, 500, 503];
const writeStatuses = [400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 503];

function completeOperation(method: string, path: string, operation: OpenAPI.OperationObject): void {
  const parameter = (name: string) => ({ $ref: `#/components/parameters/${name}` });
  const write = method !== "get";
  operation.parameters = [
    ...(operation.parameters ?? []),
    parameter("RequestId"),
    ...(write ? [parameter("IdempotencyKey")] : []),
  ];
  if (path.endsWith("/watch")) describeStream(operation);
  operation.responses ??= {};
  for (const status of write ? writeStatuses : readStatuses) {
    operation.responses[String(status)] = { $ref: `#/components/responses/Error${status}` };
  }
}

function describeStream(operation: OpenAPI.OperationObject): void {
  operation.description =
    "Server-sent events. Each `data` is `{ id, data }` with data one of `{ kind: event, event }`, `{ kind: metrics, items }`, " +
    "`{ kind: contract, contract, clock }`. Send the last id as Last-Event-ID to resume without loss.";
  operation.parameters?.push({ name: "Last-Event-ID", in: "header", schema: { type: "string" } });
  operation.responses = {
    "200": { description: "The stream.", content: { "text/event-stream": { schema: { type: "string" } } } },
  };
}
