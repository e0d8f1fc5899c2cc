import type { ContractEvent } from "../api/outputs.ts";
import { formatBytes } from "../format/bytes.ts";
import { formatDuration } from "../format/duration.ts";
import { formatInstant } from "../format/instant.ts";
import { formatCount, formatNoun, formatTokens } from "../format/number.ts";
import { causeInWords, partyInWords, reasonInWords, spellOut, waferDamageInWords } from "./sentences.ts";

const titles: Readonly<Record<string, string>> = {
  "quote.accepted": "Quote accepted",
  "contract.accepted": "Contract signed",
  "contract.created": "Contract signed",
  "contract.paused": "Contract paused",
  "contract.resumed": "Contract resumed",
  "contract.canceled": "Contract canceled",
  "contract.delivered": "Delivered",
  "contract.closed": "Contract closed",
  "job.created": "Job created",
  "job.checked": "Data and plan checked",
  "job.queued": "Waiting for its turn",
  "job.started": "Nodes taken, starting",
  "job.checkpoint_saved": "Checkpoint saved",
  "job.metrics": "Metrics reported",
  "job.paused": "Training paused",
  "job.resumed": "Training resumed",
  "job.interrupted": "Training interrupted",
  "job.recovered": "Training goes on",
  "job.eta_changed": "Estimated finish changed",
  "job.succeeded": "Job finished",
  "job.failed": "Job failed",
  "job.canceled": "Job canceled",
  "invoice.issued": "Invoice issued",
  "credit.issued": "Credit issued",
};

export const eventTitle = (type: string): string => titles[type] ?? spellOut(type);

type Sayer = (value: unknown) => string | null;

const count =
  (say: (value: number) => string): Sayer =>
  (value) =>
    typeof value === "number" ? say(value) : null;
const positive =
  (say: (value: number) => string): Sayer =>
  (value) =>
    typeof value === "number" && value > 0 ? say(value) : null;
const text =
  (say: (value: string) => string): Sayer =>
  (value) =>
    typeof value === "string" && value.length > 0 ? say(value) : null;
const instant =
  (name: string): Sayer =>
  (value) =>
    typeof value === "number" || typeof value === "string" ? `${name} ${formatInstant(value)}` : null;

const phaseWords: Readonly<Record<string, string>> = {
  compile: "compile",
  program: "program the wafers",
  load: "send the weights",
};

/** What a start has before its first step: `compile 4 s, program the wafers 3 min`. */
function startInWords(value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const phases = (value as readonly { readonly phase: string; readonly seconds: number }[]).map(
    ({ phase, seconds }) => `${phaseWords[phase] ?? phase} ${formatDuration(seconds)}`,
  );
  return `before the first step: ${phases.join(", ")}`;
}

/** What an event's data say, in the order a reader wants it. */
const sayers: Readonly<Record<string, Sayer>> = {
  text: text((words) => words),
  position: count((position) => `place ${formatCount(position)} in the queue`),
  status_reason: text(reasonInWords),
  cause: text((cause) => `cause: ${causeInWords(cause)}`),
  fault_party: text(partyInWords),
  nodes: (value) => (Array.isArray(value) && value.length > 0 ? formatNoun(value.length, "node") : null),
  programKept: (kept) =>
    typeof kept === "boolean"
      ? kept
        ? "its program was compiled before and is kept"
        : "its program is compiled for the first time"
      : null,
  startup: startInWords,
  step: count((step) => `at step ${formatCount(step)}`),
  lostSteps: positive((steps) => `${formatNoun(Math.round(steps), "step")} lost`),
  lostTokens: positive((tokens) => `${formatTokens(tokens)} not billed twice`),
  sizeBytes: count(formatBytes),
  signed_name: text((name) => `signed by ${name}`),
  number: text((number) => number),
  p50: instant("P50"),
  p90: instant("P90"),
};

/** What happened, in a line below the title; empty when the title says it all. */
export function eventDetail({ data }: Pick<ContractEvent, "data">): string {
  return [
    ...Object.entries(sayers).map(([name, say]) => say(data[name])),
    waferDamageInWords(data["deadCores"], data["remapped"]),
  ]
    .filter((said) => said !== null)
    .join(", ");
}
