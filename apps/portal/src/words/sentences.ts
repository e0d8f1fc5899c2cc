import { formatNoun } from "../format/number.ts";

/** `awaiting_deposit` as a person says it: `Awaiting deposit`. */
export function spellOut(identifier: string): string {
  const words = identifier.replaceAll(/[_.]/g, " ").replaceAll(/([a-z])([A-Z])/g, (_, left: string, right: string) => {
    return `${left} ${right.toLowerCase()}`;
  });
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const reasons: Readonly<Record<string, string>> = {
  quota: "waiting for your organization's quota",
  capacity: "waiting for free devices",
  priority: "waiting behind work of higher priority",
  topology: "waiting for devices that lie together",
  residency: "waiting for a site inside the data fence",
  maintenance: "waiting for maintenance to end",
  budget_hold: "waiting for funds to be held",
  dataset_invalid: "the dataset does not meet the rules",
  node_failure: "a node failed",
  wafer_fault: "a wafer failed",
  numerical_fault: "the numbers went wrong",
  preempted: "moved aside for other work",
  control_plane_restart: "our control plane restarted",
  user_error: "the request could not be run",
  user_request: "as you asked",
  budget_exceeded: "the budget is spent",
  deadline_passed: "the date has passed",
  provider_fault: "a fault on our side",
  data_error: "an error in the data",
};

/** Why something is as it is, in words; a reason we have no sentence for is spelled out. */
export const reasonInWords = (reason: string): string => reasons[reason] ?? spellOut(reason).toLowerCase();

const parties: Readonly<Record<string, string>> = {
  provider: "on us: lost work is not billed",
  customer: "on you",
  none: "nobody's fault",
};

export const partyInWords = (party: string): string => parties[party] ?? spellOut(party).toLowerCase();

const causes: Readonly<Record<string, string>> = {
  gpu: "a GPU failed",
  host: "a host failed",
  link: "a network link failed",
  switch: "a switch failed",
  storage: "storage failed",
  software: "system software failed",
  wafer: "cores of a wafer died",
  operator: "a node was broken on purpose",
  loss_spike: "the loss jumped",
  not_a_number: "a value became no number",
  silent_corruption: "a checksum found wrong numbers",
};

/** How it ended for a wafer that failed, or for the run on it: on another at once, or on the same once that was replaced. */
export type WaferEnd = "went on elsewhere" | "went on after" | "replaced";

const endsInWords: Readonly<Record<WaferEnd, string>> = {
  "went on elsewhere": "the run went on upon another wafer",
  "went on after": "the run went on once the wafer was replaced",
  replaced: "the wafer was out of use until it was replaced",
};

/** What died on a wafer and how it ended, where that is known; null for a fault that says no such thing. */
export function waferDamageInWords(deadCores: unknown, remapped: unknown, end: WaferEnd | null = null): string | null {
  if (typeof deadCores !== "number" || typeof remapped !== "boolean") return null;
  const died = `${formatNoun(deadCores, "core")} died`;
  if (remapped) return `${died}, mapped around by the spare rows without a new compile`;
  const then = end ? endsInWords[end] : "the wafer is out of use until it is replaced";
  return `${died}, more than the spare rows take: ${then}`;
}

/** What broke, in words. */
export const causeInWords = (cause: string): string => causes[cause] ?? spellOut(cause).toLowerCase();
