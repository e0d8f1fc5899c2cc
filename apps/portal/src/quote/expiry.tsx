"use client";

import type { Quote } from "../api/outputs.ts";
import { usePlatformNow } from "../clock/platform-clock.ts";
import { formatUntil } from "../format/duration.ts";
import { Instant } from "../value/instant.tsx";

/** Until when an open quote holds, and how long that still is by the platform's clock. */
export function Expiry({ quote }: { readonly quote: Pick<Quote, "status" | "expires_at"> }) {
  const now = usePlatformNow();
  const open = quote.status === "open";
  return (
    <>
      {open ? "holds until" : "held until"} <Instant at={quote.expires_at} />
      {open &&
        now !== null &&
        `, ${Date.parse(quote.expires_at) > now ? "" : "expired "}${formatUntil(quote.expires_at, now)}`}
    </>
  );
}
