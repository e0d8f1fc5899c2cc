import { AsyncLocalStorage } from "node:async_hooks";
import { ServiceError } from "@ingot/services";
import { SmartCoercionPlugin } from "@orpc/json-schema";
import { ORPCError } from "@orpc/server";
import { OpenAPIHandler } from "@orpc/openapi/fetch";
import { toORPCRouter } from "@orpc/trpc";
import { TRPCError } from "@trpc/server";
import type { ApiContext } from "./context.ts";
import { zodConverter } from "./json-schema.ts";
import { errorMap } from "./error-map.ts";
import { refusalOf, trpcErrorOf } from "./refusal.ts";
import { answerHeaders, refusalBody, refusalResponse } from "./rest-response.ts";
import { appRouter } from "./root.ts";

export const restPrefix = "/api/v1";
export const restRouter = toORPCRouter(appRouter);

// The encoder of errors is told the error and nothing of the request.
const requestIds = new AsyncLocalStorage<string>();

const handler = new OpenAPIHandler<ApiContext>(restRouter, {
  plugins: [new SmartCoercionPlugin({ schemaConverters: [zodConverter] })],
  filter: ({ contract }) => Boolean(contract["~orpc"].route.path),
  clientInterceptors: [async (call) => settleStream(await call.next())],
  customErrorResponseBodyEncoder: (error) => {
    const refused =
      error.cause instanceof TRPCError ? error.cause : new TRPCError({ code: codeOf(error.status), cause: error });
    return refusalBody(refusalOf(refused), requestIds.getStore() ?? null);
  },
});

const isStream = (output: unknown): output is AsyncIterableIterator<unknown> =>
  typeof output === "object" && output !== null && Symbol.asyncIterator in output && "next" in output;

/** A stream that is refused at once is refused by its status; what ends it later keeps its code inside the stream. */
async function settleStream(output: unknown): Promise<unknown> {
  if (!isStream(output)) return output;
  const first = await output.next().catch((error: unknown) => {
    throw streamError(error);
  });
  return first.done ? emptyStream() : resumeStream(first.value, output);
}

/** What a stream that has told everything returns: a value, so that the wire says `done` and nobody comes back. */
const told = null;

/** A stream that had nothing to tell. */
async function* emptyStream(): AsyncGenerator<unknown, null> {
  yield* [];
  return told;
}

async function* resumeStream(first: unknown, rest: AsyncIterableIterator<unknown>): AsyncGenerator<unknown, null> {
  try {
    yield first;
    for await (const message of rest) yield message;
    return told;
  } catch (error) {
    throw streamError(error);
  } finally {
    await rest.return?.();
  }
}

function streamError(cause: unknown): ORPCError<string, undefined> {
  const refused = trpcErrorOf(cause);
  const { code, message } = refusalOf(refused);
  return new ORPCError(code, { status: errorMap[code].status, message, cause: refused });
}

const codeOf = (status: number): TRPCError["code"] => (status < 500 ? "BAD_REQUEST" : "INTERNAL_SERVER_ERROR");

/** What a refusal for going too fast says in its details, for those who read headers alone. */
async function secondsToWait(refused: Response): Promise<number | undefined> {
  const { error } = (await refused.json()) as { readonly error?: { readonly details?: Record<string, unknown> } };
  const wait = error?.details?.["retry_after_seconds"];
  return typeof wait === "number" ? wait : undefined;
}

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
  const wait = response.status === errorMap.RATE_LIMITED.status ? await secondsToWait(response.clone()) : undefined;
  if (wait !== undefined) response.headers.set("retry-after", String(wait));
  return response;
}
