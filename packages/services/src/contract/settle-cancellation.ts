import { cancellationBill, termsVersion1 } from "@ingot/pricing";
import type { Request } from "../context.ts";
import { writeSystem } from "../transaction.ts";
import { type EarlyEnd, endEarly } from "./end-early.ts";
import { deliveredTokens, endOfJobs, readSettling, type Settling } from "./read-billing.ts";

/** Bills a canceled contract by the tokens at its last verified checkpoint and the fee on the rest. */
export async function settleCancellation({ ctx, input }: Request<{ readonly contractId: string }>): Promise<void> {
  return writeSystem(ctx, "contract.settle_cancellation", async (tx) => {
    const settling = await readSettling(tx, ctx, input.contractId);
    const { contract } = settling;
    if (contract.status === "canceled" || contract.status === "closed") return { result: undefined };
    const paper = await endEarly(tx, ctx, settling, customerEnd(settling));
    return {
      result: undefined,
      subject: { kind: "contract", id: contract.id, data: { canceled_by: "customer", paper: paper?.number ?? null } },
      organizationId: contract.organizationId,
    };
  });
}

/** The end that a customer chose, or brought about: delivered tokens are paid, and the fee on what was not delivered. */
export function customerEnd(settling: Settling): EarlyEnd {
  const { contract, price } = settling;
  const bill = cancellationBill({
    price,
    tokensContracted: contract.tokensContracted,
    tokensDelivered: deliveredTokens(settling),
    terms: termsVersion1,
  });
  return {
    bill: bill.total,
    parts: bill.lines.map(({ label, amount }) => ({ label, amount })),
    canceledBy: "customer",
    subject: `Cancellation of the training contract ${contract.number}`,
    effectiveAt: endOfJobs(settling),
  };
}
