export { type ApiContext, type ApiHost, createContext, requestIdOf } from "./context.ts";
export { errorMap, type ErrorOnTheWire } from "./error-map.ts";
export { openApiDocument } from "./openapi.ts";
export { handleRest, restPrefix } from "./rest.ts";
export { answerHeaders, refusalResponse } from "./rest-response.ts";
export { isOurs, type Refusal, refusalOf } from "./refusal.ts";
export { appRouter, type AppRouter, createCaller } from "./root.ts";
export { handleTrpc, trpcPrefix } from "./trpc-http.ts";
