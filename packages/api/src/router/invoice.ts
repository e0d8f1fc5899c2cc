import { getBalance } from "@ingot/services/invoice/balance";
import { getInvoice } from "@ingot/services/invoice/get";
import { listInvoices } from "@ingot/services/invoice/list";
import * as schemas from "@ingot/services/invoice/schemas";
import { customerProcedure, router } from "../trpc.ts";

const tags = ["invoice"];

export const invoiceRouter = router({
  list: customerProcedure({
    method: "GET",
    path: "/invoices",
    tags,
    summary: "Invoices and credit notes, newest first",
  })
    .input(schemas.invoiceListInput)
    .output(schemas.invoiceListOutput)
    .query(({ ctx, input }) => listInvoices({ ctx: ctx.service, input })),

  get: customerProcedure({ method: "GET", path: "/invoices/{id}", tags, summary: "One invoice" })
    .input(schemas.invoiceGetInput)
    .output(schemas.invoiceSchema)
    .query(({ ctx, input }) => getInvoice({ ctx: ctx.service, input })),

  balance: customerProcedure({ method: "GET", path: "/balance", tags, summary: "Money available and held" })
    .output(schemas.balanceOutput)
    .query(({ ctx }) => getBalance({ ctx: ctx.service, input: {} })),
});
