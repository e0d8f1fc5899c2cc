import { acceptQuote } from "@ingot/services/quote/accept";
import { createQuote } from "@ingot/services/quote/create";
import { declineQuote } from "@ingot/services/quote/decline";
import { getQuote } from "@ingot/services/quote/get";
import { listQuotes } from "@ingot/services/quote/list";
import { previewQuote } from "@ingot/services/quote/preview";
import * as schemas from "@ingot/services/quote/schemas";
import { verifyQuoteDocument } from "@ingot/services/quote/verify";
import { customerProcedure, publicProcedure, router } from "../trpc.ts";

const tags = ["quote"];

export const quoteRouter = router({
  preview: customerProcedure({
    method: "POST",
    path: "/quotes/preview",
    tags,
    summary: "Price and date; nothing is stored",
  })
    .input(schemas.quoteAskInput)
    .output(schemas.quotePreviewOutput)
    .query(({ ctx, input }) => previewQuote({ ctx: ctx.service, input })),

  create: customerProcedure({
    method: "POST",
    path: "/quotes",
    tags,
    summary: "Ask for a signed quote",
    successStatus: 201,
  })
    .input(schemas.quoteAskInput)
    .output(schemas.quoteSchema)
    .mutation(({ ctx, input }) => createQuote({ ctx: ctx.service, input })),

  get: customerProcedure({ method: "GET", path: "/quotes/{id}", tags, summary: "One quote with every line" })
    .input(schemas.quoteGetInput)
    .output(schemas.quoteSchema)
    .query(({ ctx, input }) => getQuote({ ctx: ctx.service, input })),

  list: customerProcedure({ method: "GET", path: "/quotes", tags, summary: "Quotes, newest first" })
    .input(schemas.quoteListInput)
    .output(schemas.quoteListOutput)
    .query(({ ctx, input }) => listQuotes({ ctx: ctx.service, input })),

  accept: customerProcedure({
    method: "POST",
    path: "/quotes/{id}/accept",
    tags,
    summary: "Sign a quote by its hash",
    successStatus: 201,
  })
    .input(schemas.quoteAcceptInput)
    .output(schemas.quoteAcceptOutput)
    .mutation(({ ctx, input }) => acceptQuote({ ctx: ctx.service, input })),

  decline: customerProcedure({ method: "POST", path: "/quotes/{id}/decline", tags, summary: "Decline a quote" })
    .input(schemas.quoteGetInput)
    .output(schemas.quoteSchema)
    .mutation(({ ctx, input }) => declineQuote({ ctx: ctx.service, input })),

  verify: publicProcedure({
    method: "POST",
    path: "/quotes/verify",
    tags,
    summary: "Check a quote document that anybody holds",
  })
    .input(schemas.quoteVerifyInput)
    .output(schemas.quoteVerifyOutput)
    .query(({ ctx, input }) => verifyQuoteDocument({ ctx: ctx.service, input })),
});
