import type { Request } from "../context.ts";
import { keepPaper } from "../invoice/paper.ts";
import { writeSystem } from "../transaction.ts";
import { readSettling } from "./read-billing.ts";

/** Makes the PDF of the deposit invoice, which acceptance left for later. */
export async function issueDepositPapers({ ctx, input }: Request<{ readonly contractId: string }>): Promise<void> {
  return writeSystem(ctx, "invoice.paper_made", async (tx) => {
    const { contract, deposit } = await readSettling(tx, ctx, input.contractId);
    if (deposit.pdfHash !== null) return { result: undefined };
    const pdfHash = await keepPaper(tx, ctx, deposit);
    return {
      result: undefined,
      subject: { kind: "invoice", id: deposit.id, data: { number: deposit.number, pdf_hash: pdfHash } },
      organizationId: contract.organizationId,
    };
  });
}
