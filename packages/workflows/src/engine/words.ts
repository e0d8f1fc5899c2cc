const stepNames: Readonly<Record<string, string>> = {
  readStage: "Looked how far the contract is",
  issueDepositPapers: "Made the papers of the invoices issued",
  deliverContract: "Delivered the checkpoints with their lineage",
  settleContract: "Issued the last invoice and closed the books of the contract",
  settleCancellation: "Settled the cancellation by the tokens delivered",
  settleFailure: "Gave the money back",
};

/** A step in our words. */
export const stepWords = (name: string): string => stepNames[name] ?? name;

interface ProtoInstant {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

/** **Returns** the ISO instant of a protobuf timestamp, or null. */
export function instantOf(at: ProtoInstant | null | undefined): string | null {
  if (!at) return null;
  return new Date(Number(at.seconds ?? 0) * 1000 + Math.floor((at.nanos ?? 0) / 1e6)).toISOString();
}
