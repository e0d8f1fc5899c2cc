import { auditRouter } from "./router/audit.ts";
import { catalogRouter } from "./router/catalog.ts";
import { clockRouter } from "./router/clock.ts";
import { contractRouter } from "./router/contract.ts";
import { datasetRouter } from "./router/dataset.ts";
import { fleetRouter } from "./router/fleet.ts";
import { invoiceRouter } from "./router/invoice.ts";
import { keyRouter } from "./router/key.ts";
import { memberRouter } from "./router/member.ts";
import { planRouter } from "./router/plan.ts";
import { quoteRouter } from "./router/quote.ts";
import { sessionRouter } from "./router/session.ts";
import { workflowRouter } from "./router/workflow.ts";
import { createCallerFactory, router } from "./trpc.ts";

export const appRouter = router({
  session: sessionRouter,
  catalog: catalogRouter,
  clock: clockRouter,
  dataset: datasetRouter,
  plan: planRouter,
  quote: quoteRouter,
  contract: contractRouter,
  invoice: invoiceRouter,
  workflow: workflowRouter,
  member: memberRouter,
  key: keyRouter,
  audit: auditRouter,
  fleet: fleetRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in the process, without HTTP. */
export const createCaller = createCallerFactory(appRouter);
