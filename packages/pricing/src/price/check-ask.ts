/** What a customer typed, before anything is planned. */
export interface AskToCheck {
  readonly tokens: unknown;
  readonly parameters: unknown;
  readonly datasetBytes: unknown;
  /** Wished finish, if any, and the probability the planner gives it. */
  readonly wish?: { readonly finishAt: Date; readonly probability: number };
  readonly now: Date;
}

export interface AskRefusal {
  readonly field: "tokens" | "parameters" | "dataset_bytes" | "finish_at" | "probability";
  readonly rule: string;
  readonly received: string;
}

/** Below this probability no date is promised. */
export const probabilityFloor = 0.5;

/** Most tokens one contract may have; keeps every count exact. */
export const largestTokens = 10 ** 15;

const show = (value: unknown) => (typeof value === "string" ? JSON.stringify(value) : String(value));

/** Every rule that an ask breaks, with the value received; empty when it can be planned. */
export function checkAsk(ask: AskToCheck): AskRefusal[] {
  const refusals: AskRefusal[] = [];
  const counts = [
    { field: "tokens", value: ask.tokens, most: largestTokens },
    { field: "parameters", value: ask.parameters, most: 10 ** 14 },
    { field: "dataset_bytes", value: ask.datasetBytes, most: Number.MAX_SAFE_INTEGER },
  ] as const;
  for (const { field, value, most } of counts) {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 1 && value <= most) continue;
    refusals.push({ field, rule: `${field} is a whole number from 1 to ${most}`, received: show(value) });
  }
  if (ask.wish) {
    const { finishAt, probability } = ask.wish;
    if (!(finishAt.getTime() > ask.now.getTime())) {
      const received = Number.isNaN(finishAt.getTime()) ? "an invalid date" : finishAt.toISOString();
      refusals.push({ field: "finish_at", rule: `finish_at lies after ${ask.now.toISOString()}`, received });
    }
    if (!(probability >= probabilityFloor && probability <= 1)) {
      const rule = `a date is promised with a probability of at least ${probabilityFloor}`;
      refusals.push({ field: "probability", rule, received: show(probability) });
    }
  }
  return refusals;
}
