import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { Request } from "../context.ts";
import { keepPapersOf } from "../invoice/paper.ts";
import { writeSystem } from "../transaction.ts";

/** Makes the PDF of every invoice that acceptance or the site's broker issued and left for later. */
export async function issuePapers({ ctx, input }: Request<{ readonly contractId: string }>): Promise<void> {
  return writeSystem(ctx, "invoice.paper_made", async (tx) => {
    const { contract } = tables;
    const [row] = await tx
      .select({ organizationId: contract.organizationId })
      .from(contract)
      .where(eq(contract.id, input.contractId))
      .for("update");
    const made = await keepPapersOf(tx, ctx, input.contractId);
    const [first] = made;
    if (!row || !first) return { result: undefined };
    const papers = made.map(({ number, pdfHash }) => ({ number, pdf_hash: pdfHash }));
    return {
      result: undefined,
      subject: { kind: "invoice", id: first.id, data: { papers } },
      organizationId: row.organizationId,
    };
  });
}
