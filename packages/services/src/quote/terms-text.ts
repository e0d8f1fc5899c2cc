import { promiseProbabilities, type PromiseLevel, type Terms } from "@ingot/pricing";

/** One term in words, for people. The signed document names the version and digest of the terms themselves. */
export interface TermText {
  readonly code: string;
  readonly text: string;
}

const percent = (share: string) => `${Number((Number(share) * 100).toFixed(2))} %`;

/** When a part of the price falls due, by the share of the tokens that must be verified. */
function whenDue(tokensShare: string): string {
  const share = Number(tokensShare);
  if (share === 0) return "as a deposit at acceptance";
  return share === 1 ? "at delivery" : `when ${percent(tokensShare)} of the tokens are verified`;
}

/** The terms of a contract in plain sentences; every number comes from the terms. */
export function termsInWords(terms: Terms, promise: PromiseLevel): TermText[] {
  const { late } = terms;
  const parts = terms.milestones.map(
    ({ price_share, tokens_share }) => `${percent(price_share)} ${whenDue(tokens_share)}`,
  );
  return [
    { code: "validity", text: `This quote can be accepted for ${terms.quote_valid_days} days of platform time.` },
    {
      code: "promise",
      text: `The promised finish is kept with a probability of ${percent(promiseProbabilities[promise])}. Accepted after the sign-by instant, it moves by the time in between; it also moves by the time you pause.`,
    },
    {
      code: "late_credit",
      text: `After ${late.grace_hours} hours of grace, each started ${late.period_hours} hours of lateness give back ${percent(late.share_per_started_period)} of the net price, up to ${percent(late.cap_share)}.`,
    },
    { code: "failures", text: "Failures of machines are our risk: work that is lost is done again and never billed." },
    {
      code: "payment",
      text: `The price, with its tax, is reserved on your balance at acceptance and falls due in parts: ${parts.join(", ")}.`,
    },
    {
      code: "cancellation",
      text: `You may cancel at any time: tokens at the last verified checkpoint are billed, and ${percent(terms.cancellation_fee_share)} of the undelivered net value.`,
    },
    { code: "tokens", text: "Tokens are sold, not loss: the expected loss is information." },
  ];
}
