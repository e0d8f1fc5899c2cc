"use client";

import { useEffect, useState } from "react";
import type { Quote } from "../api/outputs.ts";
import { TextLink } from "../page/text-link.tsx";
import { packJson } from "../planner/link/packed.ts";
import { plannerHrefOfQuote } from "../planner/link/quote.ts";

/** To the planner with a quote's work; one's own model is packed first. */
export function PlannerLink({ quote }: { readonly quote: Quote }) {
  const file = quote.own_model?.config ?? null;
  const [packed, setPacked] = useState<string | null>(null);
  useEffect(() => {
    if (file === null) return undefined;
    let wanted = true;
    // A file that cannot be packed has no link; all else of the page stands.
    packJson(file).then(
      (text) => wanted && setPacked(text),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [file]);
  if (file !== null && packed === null) return null;
  const href = plannerHrefOfQuote(quote, packed);
  return href === null ? null : <TextLink href={href}>Open in the planner</TextLink>;
}
