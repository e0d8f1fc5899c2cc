import { infeasibleFields } from "@ingot/compute";
import { tables } from "@ingot/db";
import { termsVersion1 } from "@ingot/pricing";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { assert, ServiceError } from "../errors.ts";
import { actorId } from "../actor-id.ts";
import { readBuyer } from "../invoice/buyer.ts";
import { writeTenant } from "../transaction.ts";
import { composeOffer, type Composed } from "./compose.ts";
import { paperOf } from "./document.ts";
import { type Market, readMarket } from "./market.ts";
import { nextQuoteNumber } from "./number.ts";
import { alternativeToWire, offerToWire } from "./present.ts";
import type { Presentation } from "./presentation.ts";
import type { Run } from "./run.ts";
import type { quoteAskInput } from "./schemas.ts";
import { termsInWords } from "./terms-text.ts";
import { quoteToWire, type QuoteWire } from "./to-wire.ts";

/** Makes the offer binding until it expires: numbered, hashed and signed. **Throws** INFEASIBLE with the numbers. */
export async function createQuote({ ctx, input }: Request<z.infer<typeof quoteAskInput>>): Promise<QuoteWire> {
  return writeTenant(ctx, { action: "quote.create", scope: "quote.write", input }, async (tx, actor) => {
    const { organizationId } = actor;
    const market = await readMarket(tx, organizationId, input.dataset_version);
    const composed = composeOffer(input, market);
    const run = offeredRun(composed);
    const quoteId = ctx.platform.newId("quote");
    const paper = paperOf({ quoteId, organizationId, market, work: composed.work, run });
    const { hardware } = run.plan;
    const [row] = await tx
      .insert(tables.quote)
      .values({
        id: quoteId,
        organizationId,
        number: nextQuoteNumber,
        status: "open",
        document: paper.text,
        hash: paper.hash,
        signature: ctx.platform.signer.sign(paper.text),
        presentation: presentationOf(composed, market, run),
        modelId: composed.work.ask.model.id,
        model: composed.work.model,
        systemId: hardware.system,
        devices: hardware.devices,
        siteId: run.place.site.id,
        datasetVersionId: market.version.id,
        tokensContracted: composed.work.tokens,
        currency: run.price.total.currency,
        priceMinor: run.price.total.minor,
        promisedFinish: run.promisedFinish,
        probability: Number(paper.document.promised_finish.probability),
        expiresAt: new Date(paper.document.expires_at),
        createdBy: actorId(actor),
        createdAt: market.now,
      })
      .returning();
    assert(row, "the quote was written");
    const result = quoteToWire(
      { row, contractId: null, country: run.place.site.row.country },
      { buyer: await readBuyer(tx, organizationId), now: market.now, publicKey: ctx.platform.signer.publicKey },
    );
    return { result, subject: { kind: "quote", id: quoteId, data: { number: row.number, hash: paper.hash } } };
  });
}

function offeredRun({ chosen }: Composed): Run {
  const { outcome } = chosen;
  if (outcome.kind === "run") return outcome;
  const { reason, suggestion } = outcome;
  throw new ServiceError("INFEASIBLE", `${reason.text} ${suggestion}`, { ...infeasibleFields(outcome) });
}

function presentationOf(composed: Composed, market: Market, run: Run): Presentation {
  const { version } = market;
  return {
    offer: offerToWire(run, composed),
    alternatives: composed.others.map(alternativeToWire),
    terms: termsInWords(termsVersion1, run.price.inputs.promise),
    recipe: composed.work.recipe,
    datasetVersion: {
      id: version.id,
      dataset_name: version.datasetName,
      number: version.number,
      content_hash: version.contentHash,
    },
    plan: run.plan,
    hold: { startsAt: run.startsAt.toISOString(), milliseconds: run.holdMilliseconds, nodes: run.plan.hardware.nodes },
  };
}
