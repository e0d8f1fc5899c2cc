import { exactInstant, formatInstant, type InstantDetail } from "../format/instant.ts";

/** A date with its zone; the exact instant on hover. */
export function Instant({ at, detail = "minute" }: { readonly at: string; readonly detail?: InstantDetail }) {
  return (
    <time dateTime={at} title={exactInstant(at)}>
      {formatInstant(at, detail)}
    </time>
  );
}
