import { zero } from "@ingot/units";
import type { Request } from "../context.ts";
import { writeSystem } from "../transaction.ts";
import { type EarlyEnd, endEarly } from "./end-early.ts";
import { endOfJobs, readSettling, type Settling } from "./read-billing.ts";
import { customerEnd } from "./settle-cancellation.ts";

/**
 * Ends a contract whose job failed. Our fault: everything goes back. The customer's (data that cannot be read): as if
 * the customer had canceled.
 */
export async function settleFailure({ ctx, input }: Request<{ readonly contractId: string }>): Promise<void> {
  return writeSystem(ctx, "contract.settle_failure", async (tx) => {
    const settling = await readSettling(tx, ctx, input.contractId);
    const { contract } = settling;
    if (contract.status === "canceled" || contract.status === "closed") return { result: undefined };
    const end = isCustomersFault(settling) ? customerEnd(settling) : providerEnd(settling);
    const paper = await endEarly(tx, ctx, settling, end);
    return {
      result: undefined,
      subject: {
        kind: "contract",
        id: contract.id,
        data: { canceled_by: end.canceledBy, paper: paper?.number ?? null },
      },
      organizationId: contract.organizationId,
    };
  });
}

const isCustomersFault = ({ jobs }: Settling): boolean =>
  jobs.some(({ status, faultParty }) => status !== "succeeded" && faultParty === "customer");

const providerEnd = (settling: Settling): EarlyEnd => ({
  bill: zero(settling.price.currency),
  parts: [],
  canceledBy: "provider",
  subject: `Failure of the training contract ${settling.contract.number} on our side`,
  effectiveAt: endOfFailure(settling),
});

/** A job that never ran leaves no end behind; then it is that of the one that failed. */
function endOfFailure(settling: Settling): Date {
  const ended = settling.jobs.filter(({ terminal, finishedAt }) => terminal && finishedAt !== null);
  return endOfJobs({ ...settling, jobs: ended });
}
