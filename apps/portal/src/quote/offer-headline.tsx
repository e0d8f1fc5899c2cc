import type { Offer, Quote } from "../api/outputs.ts";
import { countryName } from "../format/country.ts";
import { formatDuration } from "../format/duration.ts";
import { formatMoney } from "../format/money.ts";
import { formatShare, formatSignificant } from "../format/number.ts";
import { Exact } from "../value/exact.tsx";
import { Instant } from "../value/instant.tsx";
import classes from "./quote.module.css";

interface OfferHeadlineProps {
  /** Null while the rates for this hardware are still unknown. */
  readonly price: Offer["price"] | null;
  readonly promisedFinish: string;
  readonly probability: number;
  readonly durations: Offer["forecast"]["duration_seconds"];
  readonly faultsExpected: number;
  /** How far measured runs like this one lay from the planner's speed; absent where the answer states none. */
  readonly errorBand?: Offer["forecast"]["error_band"];
  /** Devices and machines in words. */
  readonly hardware: string;
  readonly site: Offer["site"] | null;
  /** Of a quote: what the organization pays with its tax; null where it may not buy yet. */
  readonly withTax?: Quote["with_tax"];
}

function Duration({ seconds }: { readonly seconds: number }) {
  return (
    <Exact value={`${seconds.toLocaleString("en-US", { maximumFractionDigits: 1 })} s`}>
      {formatDuration(seconds)}
    </Exact>
  );
}

function taxInWords(withTax: OfferHeadlineProps["withTax"]): string {
  if (!withTax) return "without tax";
  if (withTax.rate === "0") return `no tax is added (${withTax.note.replace(/ \(.*\)$/, "").toLowerCase()})`;
  return `${formatMoney(withTax.total)} with ${formatShare(Number(withTax.rate), 0)} VAT`;
}

/** What it costs, when it ends, how sure that is. */
export function OfferHeadline(props: OfferHeadlineProps) {
  const { price, promisedFinish, probability, durations, faultsExpected, errorBand, hardware, site, withTax } = props;
  return (
    <div className={classes.headline}>
      <div>
        <p className={classes.caption}>Price</p>
        <p className={classes.figure}>{price ? formatMoney(price) : "…"}</p>
        <p className={classes.detail}>fixed, whatever fails on the way; {taxInWords(withTax)}</p>
      </div>
      <div>
        <p className={classes.caption}>Promised finish</p>
        <p className={classes.figure}>
          <Instant at={promisedFinish} />
        </p>
        <p className={classes.detail}>kept with probability {formatShare(probability, 0)}; a late day earns a credit</p>
      </div>
      <div>
        <p className={classes.caption}>Running time</p>
        <p className={classes.figureSmall}>
          P50 <Duration seconds={durations.p50} /> · P90 <Duration seconds={durations.p90} />
        </p>
        <p className={classes.detail}>{formatSignificant(faultsExpected, 2)} faults expected</p>
        {errorBand && (
          <p className={classes.detail}>
            nine in ten of {errorBand.rows} measured runs ran at {formatShare(errorBand.low90, 0)} to{" "}
            {formatShare(errorBand.high90, 0)} of the predicted speed
          </p>
        )}
      </div>
      <div>
        <p className={classes.caption}>Where</p>
        <p className={classes.figureSmall}>{hardware}</p>
        <p className={classes.detail}>{site && `${site.label}, ${countryName(site.country)}`}</p>
      </div>
    </div>
  );
}
