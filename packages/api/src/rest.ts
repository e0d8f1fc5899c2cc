import { AsyncLocalStorage } from "node:async_hooks";
import { ServiceError } from "@ingot/services";
import { SmartCoercionPlugin } from "@orpc/json-schema";
import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { toORPCRouter } from "@orpc/trpc";
import { TRPCError } from "@trpc/server";
import type { ApiContext } from "./context.ts";
import { zodConverter } from "./json-schema.ts";
import { refusalOf } from "./refusal.ts";
import { answerHeaders, refusalBody, refusalResponse } from "./rest-response.ts";
import { appRouter } from "./root.ts";

export const restPrefix = "/api/v1";
export const restRouter = toORPCRouter(appRouter);

// The encoder of errors is told the error and nothing of the request.
const requestIds = new AsyncLocalStorage<string>();

const handler = new OpenAPIHandler<ApiContext>(restRouter, {
  plugins: [new SmartCoercionPlugin({ schemaConverters: [zodConverter] })],
  filter: ({ contract }) => Boolean(contract["~orpc"].route.path),
  customErrorResponseBodyEncoder: (error) => {
    const told =
      error.cause instanceof TRPCError ? error.cause : new TRPCError({ code: codeOf(error.status), cause: error });
    return refusalBody(refusalOf(told), requestIds.getStore() ?? null);
  },
});

const codeOf = (status: number): TRPCError["code"] => (status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR");

/** Serves the procedures as REST. */
export async function handleRest(request: Request, context: ApiContext): Promise<Response> {
  const { requestId } = context.service;
  const { matched, response } = await requestIds.run(requestId, () =>
    handler.handle(request, { prefix: restPrefix, context }),
  );
  if (!matched) {
    const { pathname } = new URL(request.url);
    const message = `the API has no ${request.method} ${pathname.slice(0, 120)}; /api/v1/openapi.json lists what it has`;
    return refusalResponse(new ServiceError("NOT_FOUND", message), requestId);
  }
  for (const [name, value] of Object.entries(answerHeaders(requestId))) response.headers.set(name, value);
  return response;
}
